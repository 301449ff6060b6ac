import { createRoot } from "react-dom/client";
import { endpoints } from "./api/endpoints";
import { App } from "./app/app";
import { createPage } from "./state/page";
import { createPreferences } from "./state/preferences";
import "./styles/index.css";

const page = createPage({ endpoints, preferences: createPreferences() });
createRoot(document.getElementById("root")!).render(<App page={page} />);
