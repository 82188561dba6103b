// Stops an accidental `npm install` or `yarn`, which would lay out node_modules without the workspace.
const agent = process.env.npm_config_user_agent ?? "";
if (!agent.startsWith("pnpm/")) {
  console.error(
    "This repository is a pnpm workspace. `npm start` and `npm test` install it by themselves; to install by hand: npx -y pnpm@10 install",
  );
  process.exit(1);
}
