// npm run mock: the built page in front of the mock, on port 7878 or the one given.
import { createMock } from "./server.ts";

const { server } = createMock();
server.listen(Number(process.argv[2] ?? 7878), "127.0.0.1", () => {
  const address = server.address();
  console.log(`Mock (no model behind it): http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`);
});
