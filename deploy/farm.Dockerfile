# The farm's roles: api, sync, dispatch, and every one-shot command. Untried: checked as text alone.
# Build from the folder above: docker build -f deploy/farm.Dockerfile -t wheelyard .
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
# The database is a service of its own, so the embedded one stays out.
RUN npm ci --omit=dev --omit=optional && npm cache clean --force
COPY --from=build /src/dist ./dist
COPY migrations ./migrations
COPY schema/graphql ./schema/graphql
COPY web ./web
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENTRYPOINT ["node", "dist/src/main.js"]
CMD ["--help"]
