/** A score as a word; the numbers are there for who asks. */
export const fitWord = (score: number): "great" | "good" | "fair" =>
  score >= 7500 ? "great" : score >= 5500 ? "good" : "fair";
