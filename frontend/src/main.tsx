import "@fontsource-variable/bricolage-grotesque";
import "@fontsource-variable/figtree";
import "./ui/styles/tokens.css";
import "./ui/styles/parts.css";
import "./ui/styles/pages.css";
import "./ui/styles/people.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { fetchTheRest } from "./app/chunks";
import { router } from "./app/router";
import { Refused } from "./lib/api";
import { startLanguage } from "./lib/i18n";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      networkMode: "always",
      retry: (count, error) => count < 2 && error instanceof Refused && error.problem.status >= 500,
    },
    mutations: { networkMode: "always" },
  },
});

await startLanguage();
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
  fetchTheRest();
}
