/** A small team's operations book, in one file. */
export const DEMO_BOOK = `# Our operations book

We build what we run, and this is how. An alert stands beside the steps to take when it fires, so that the two cannot
drift apart.

## Builds are queueing up

\`\`\`yaml alert
name: builds-queue-backlog
source: inbound
severity: critical
aliases: [builds, build queue]
\`\`\`

1. Are the workers alive? \`rabbitmqctl list_consumers -p builds\`
2. Does one build hold up all others? Cancel it.
3. Otherwise start more workers: \`bin/scale builds 6\`

The broker tells watchroom when more than 5,000 builds are waiting, and again when fewer than 4,000 are.

## The nightly import is silent

\`\`\`yaml alert
name: nightly-import
source: heartbeat
expect: 3m
severity: critical
aliases: [import]
\`\`\`

1. Does it run at all? \`systemctl status import\`
2. Start it again: \`systemctl restart import\`. It goes on where it stopped.

## Whom we call

\`\`\`yaml policy
name: default
wait: 10m
steps:
  - page: on-call
    by: [push]
  - after: 2m
    page: on-call
    by: [sms]
  - after: 3m
    page: on-call
    by: [voice]
    repeat: { every: 3m, times: 5 }
  - after: 15m
    page: everyone
    by: [push, sms, voice]
\`\`\`
`;
