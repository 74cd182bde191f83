import { createRootRoute } from "@tanstack/react-router";
import { code, type Raw } from "./asked";
import { Broken, NotFound } from "./pages/Lost";
import { Shell } from "./Shell";

export const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: Broken,
  validateSearch: (search: Raw): { region?: string } => ({ region: code(search.region) }),
});
