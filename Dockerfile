# syntax=docker/dockerfile:1

# Debian 13: Node 24, and an ffmpeg 7.1 that gets security updates.
FROM node:24.21.0-trixie-slim AS base
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY docs ./docs
COPY examples ./examples
COPY src ./src
COPY migrations ./migrations
RUN npm run build

FROM base AS program
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ffmpeg tini \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production FFMPEG_PATH=/usr/bin/ffmpeg FFPROBE_PATH=/usr/bin/ffprobe MALLOC_ARENA_MAX=2
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY --from=build /app/dist ./dist
RUN install --directory --owner=node --group=node /work
USER node
EXPOSE 4000
# A bare `docker run` gets an init too: a worker starts ffmpeg, and somebody must reap what is left of it.
# The young generation of the heap would grow to 3 × 16 MiB while modules are loaded, and keep it: docs/operations.md, Memory.
ENTRYPOINT ["tini", "--", "node", "--max-semi-space-size=8", "dist/src/main.js"]
CMD ["api"]
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 4000}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
