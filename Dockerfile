# docker build -t watchroom . && docker run -d --restart unless-stopped --stop-timeout 15 -p 127.0.0.1:3000:3000 -v watchroom:/data --env-file watchroom.env watchroom
FROM node:24-bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends redis-server && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev && mkdir /data && chown node:node /data
USER node
ENV NODE_ENV=production HOST=0.0.0.0 WATCHROOM_DATA=/data
VOLUME /data
EXPOSE 3000
# No shell in between: a stop must reach watchroom itself.
CMD ["node", "--enable-source-maps", "dist/main.js", "start"]
