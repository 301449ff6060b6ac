// A FAKE llama-server: it knows the router's paths that the supervisor uses and has no model. It fails in ways that a real one does only by
// accident. The real one, with a real model, is covered by tests/integration (local_real_server).
//
// Behaviour comes as `--fake WORD` or `--fake WORD=VALUE` after the usual arguments:
//   exit=CODE        complains in llama.cpp's log form and ends at once
//   absent           never listens
//   listen-when=FILE listens once the file is there
//   mute-when=FILE   from then on takes connections and never answers
//   stubborn         ignores SIGTERM
//   offspring=N      N children, and N processes that have left the session and ignore SIGTERM
//   journal=FILE     one line for each thing that happened: start PID, offspring PID, load MODEL, unload MODEL, probe MODEL
//   model-dead-when=FILE  a model's process is found dead once the file is there (which is removed then); loading it again helps
//   loaded-when=FILE models stay "loading" until the file is there
// Models are the *.gguf files in --models-dir; those whose name begins with "broken" cannot be loaded.
#pragma once

namespace patchbay::local::test {

int run_fake_llama_server(int count, char** arguments);

}  // namespace patchbay::local::test
