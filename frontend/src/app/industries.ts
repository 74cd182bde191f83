/** What a region is known for, for the drawing on its page. */
const KNOWN_FOR: Record<string, string> = {
  friesland: "water", zeeland: "water", amersfoort: "digital", drechtsteden: "metal", "zuid-limburg": "chemistry",
  "zuidoost-brabant": "high-tech", twente: "high-tech", rijnmond: "mobility", "west-brabant": "mobility",
  "midden-brabant": "mobility", "helmond-de-peel": "mobility", "food-valley": "food", "noord-limburg": "food",
  flevoland: "food", rivierenland: "food", "noordoost-brabant": "food", "zaanstreek-waterland": "food",
  "zuid-holland-centraal": "food", "groot-amsterdam": "digital", haaglanden: "digital", "gooi-en-vechtstreek": "digital",
  "holland-rijnland": "space", "midden-utrecht": "health", "rijk-van-nijmegen": "health", achterhoek: "metal",
  gorinchem: "metal", "midden-limburg": "metal", "stedendriehoek-en-noordwest-veluwe": "metal",
  "zuid-kennemerland-en-ijmond": "metal", zwolle: "construction", "midden-holland": "construction",
};

export const industryOf = (region: string | undefined): string => KNOWN_FOR[region ?? ""] ?? "energy";
