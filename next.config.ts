import type { NextConfig } from 'next';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // The event stream sets no-transform itself; snapshots are compressed by the server that encodes them.
  compress: true,
  agentRules: false,
  typedRoutes: false,
  devIndicators: false,
};

export default config;
