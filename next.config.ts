import type { NextConfig } from 'next';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  agentRules: false,
  typedRoutes: false,
  devIndicators: false,
  // Next 16.4.5 keeps a route's own content-type as a list, which its compression then passes over; set here it is compressed.
  headers: () =>
    Promise.resolve([
      ...['/api/c/:cluster/topics/:topic*', '/api/c/:cluster/objects'].map((source) => ({
        source,
        headers: [{ key: 'content-type', value: 'application/json; charset=utf-8' }],
      })),
      ...['/_next/static/:path*', '/healthz', '/readyz'].map((source) => ({
        source,
        headers: [
          { key: 'x-content-type-options', value: 'nosniff' },
          // Another site can neither run nor measure what is loaded without a session.
          { key: 'cross-origin-resource-policy', value: 'same-origin' },
        ],
      })),
    ]),
  // Pages take no bodies. Next keeps one in memory for proxy.ts before that can say so.
  experimental: { proxyClientMaxBodySize: 16 * 1024 },
};

export default config;
