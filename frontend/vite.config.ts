import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  build: { target: "es2022", sourcemap: false, reportCompressedSize: true },
  server: { proxy: { "/v1": "http://127.0.0.1:8000" } },
});
