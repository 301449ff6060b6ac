#include "admin/provider_status.hpp"

#include "catalog/vendor.hpp"

#include <gtest/gtest.h>

namespace patchbay::admin {
namespace {

config::Snapshot snapshot() {
  config::Snapshot made;
  config::Provider& local = made.providers.emplace_back();
  local.name = "local";
  local.vendor = catalog::find("llamacpp");
  local.managed.emplace();
  config::Provider& remote = made.providers.emplace_back();
  remote.name = "acme";
  remote.vendor = catalog::find("openai-compatible");
  return made;
}

std::string state_of(local::ServerState state, std::string detail = {}) {
  local::ServerStatus status;
  status.state = state;
  status.detail = std::move(detail);
  return provider_statuses(snapshot(), status, {}).front().state;
}

gateway::ListingReport report(routing::ListingState state, std::size_t models, std::string problem = {}) {
  gateway::ListingReport made;
  made.provider = "acme";
  made.state = state;
  made.models = models;
  made.problem = std::move(problem);
  return made;
}

TEST(ProviderStatus, OfTheManagedServer) {
  EXPECT_EQ(state_of(local::ServerState::missing), "missing");
  EXPECT_EQ(state_of(local::ServerState::stopped), "stopped");
  EXPECT_EQ(state_of(local::ServerState::starting), "starting");
  EXPECT_EQ(state_of(local::ServerState::ready), "ready");
  EXPECT_EQ(state_of(local::ServerState::failed), "failed");
  EXPECT_EQ(state_of(local::ServerState::stopping), "stopped");
  local::ServerStatus status;
  status.state = local::ServerState::failed;
  status.detail = "llama-server ended: out of memory";
  const auto local = provider_statuses(snapshot(), status, {}).front();
  EXPECT_EQ(local.detail, status.detail);
  EXPECT_TRUE(local.local);
  EXPECT_TRUE(local.managed);
  EXPECT_EQ(local.kind, "llamacpp");
}

TEST(ProviderStatus, OfOthersByTheirListing) {
  const auto acme = [](std::vector<gateway::ListingReport> reports) { return provider_statuses(snapshot(), std::nullopt, reports).at(1); };
  EXPECT_EQ(acme({}).state, "unknown");
  EXPECT_FALSE(acme({}).local);
  EXPECT_EQ(acme({report(routing::ListingState::listed, 3)}).state, "ready");
  EXPECT_EQ(acme({report(routing::ListingState::listed, 1)}).detail, "Offers 1 model.");
  EXPECT_EQ(acme({report(routing::ListingState::declared, 2)}).state, "unknown");
  const auto failed = acme({report(routing::ListingState::unknown, 0, "connection refused")});
  EXPECT_EQ(failed.state, "failed");
  EXPECT_EQ(failed.detail, "connection refused");
}

TEST(ProviderStatus, IsWritten) {
  std::string text;
  json::Writer writer(text);
  write_providers(writer, {{"a", "openai", false, false, "ready", "Fine."}});
  EXPECT_EQ(text, R"([{"name":"a","kind":"openai","local":false,"managed":false,"state":"ready","detail":"Fine."}])");
}

}  // namespace
}  // namespace patchbay::admin
