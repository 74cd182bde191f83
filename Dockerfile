# The web app, built with the locked packages.
FROM node:24-slim AS web
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund --ignore-scripts
COPY openapi.json /src/openapi.json
COPY frontend ./
RUN npm run build

# Python packages by hash.
FROM python:3.13-slim AS packages
RUN python -m venv /venv
COPY requirements.lock /
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r /requirements.lock

# Nothing but what runs; the root may be read-only.
FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home loket
COPY --from=packages /venv /venv
WORKDIR /app
COPY api ./api
COPY migrations ./migrations
COPY --from=web /src/frontend/dist ./frontend/dist
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/v1/health/live', timeout=2)"]
ENTRYPOINT ["python", "-m", "api.cli"]
CMD ["serve", "--host", "0.0.0.0"]
