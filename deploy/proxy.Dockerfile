# The proxy with the built web app beside it.
FROM techniekloket AS app

FROM nginxinc/nginx-unprivileged:1.29-alpine
COPY --from=app /app/frontend/dist /usr/share/nginx/html
COPY deploy/nginx.conf deploy/page.conf deploy/api.conf /etc/nginx/
