// Recorded streams: the same events however the bytes are cut, in a valid order, with one ending, saying what the plain JSON says; and
// what our encoder writes of them says the same again.
#include "conformance/events.hpp"
#include "conformance/plain_answer.hpp"
#include "conformance/plain_json.hpp"
#include "conformance/tally.hpp"
#include "json/document.hpp"
#include "protocols/openai_chat/stream_encoder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace patchbay::conformance {
namespace {

using protocols::StreamExpectation;

bool is_stream(const Recording& recording) { return recording.stream && recording.status == 200 && !recording.body.empty(); }

StreamExpectation expectation_of(const Recording& recording) {
  StreamExpectation expectation;
  json::Document request;
  if (request.parse(recording.request)) expectation.choices = request.root().find("n").as_int64().value_or(1);
  return expectation;
}

std::vector<std::string_view> byte_by_byte(std::string_view body) {
  std::vector<std::string_view> pieces;
  for (std::size_t i = 0; i < body.size(); ++i) pieces.push_back(body.substr(i, 1));
  return pieces;
}

std::vector<std::string_view> cut(std::string_view body, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::size_t> places = {0, body.size()};
  for (int i = 0; i < 8; ++i) places.push_back(std::uniform_int_distribution<std::size_t>(0, body.size())(random));
  std::ranges::sort(places);
  std::vector<std::string_view> pieces;
  for (std::size_t i = 1; i < places.size(); ++i) pieces.push_back(body.substr(places[i - 1], places[i] - places[i - 1]));
  return pieces;
}

std::string check_order(const Recording& recording) {
  Witness witness;
  if (!decode({recording.body}, expectation_of(recording), witness)) return "the parser refused it";
  if (!witness.violations.empty()) return witness.violations.front();
  return witness.endings == 1 ? std::string() : fmt::format("{} endings", witness.endings);
}

std::string check_cuts(const Recording& recording) {
  Witness whole;
  if (!decode({recording.body}, expectation_of(recording), whole)) return "the parser refused it";
  std::vector<std::vector<std::string_view>> cuts = {byte_by_byte(recording.body)};
  for (std::uint32_t seed = 0; seed < 4; ++seed) cuts.push_back(cut(recording.body, seed));
  for (const auto& pieces : cuts) {
    Witness witness;
    if (!decode(pieces, expectation_of(recording), witness)) return "the parser refused it in pieces";
    if (witness.events != whole.events) return fmt::format("other events in {} pieces", pieces.size());
  }
  return {};
}

std::string check_content(const Recording& recording) {
  Witness witness;
  decode({recording.body}, expectation_of(recording), witness);
  const PlainAnswer plain = plain_stream(recording.body);
  auto response = witness.accumulator.take();
  if (plain.error) return response ? "carries an error, but was read as an answer" : std::string();
  if (!response) return response.error().message;
  return difference(describe(plain), describe(plain_of(*response)));
}

std::string check_round_trip(const Recording& recording) {
  protocols::openai_chat::ChatStreamEncoder encoder(protocols::StreamView{true});
  Witness first(&encoder);
  decode({recording.body}, expectation_of(recording), first);
  Witness second;
  decode({first.encoded}, expectation_of(recording), second);
  if (!second.violations.empty()) return second.violations.front();
  auto before = first.accumulator.take();
  auto after = second.accumulator.take();
  if (before.has_value() != after.has_value()) return "an answer became an error, or an error an answer";
  if (!before) return {};
  return difference(describe(plain_of(*before)), describe(plain_of(*after)));
}

TEST(ChatStreams, EventsComeInOrderAndEndOnce) {
  SKIP_WITHOUT_RECORDINGS();
  run_check("streams: order of events and one ending", is_stream, check_order);
}

TEST(ChatStreams, CutsDoNotMatter) {
  SKIP_WITHOUT_RECORDINGS();
  run_check("streams: byte by byte and cut at eight random places, four times", is_stream, check_cuts);
}

TEST(ChatStreams, SayWhatThePlainJsonSays) {
  SKIP_WITHOUT_RECORDINGS();
  run_check("streams: content against the plain reading", is_stream, check_content,
            {{"snowflake.e9553f826e3b1982", "[DONE] without a finish_reason: truncated, as everywhere"}});
}

TEST(ChatStreams, SurviveOurEncoder) {
  SKIP_WITHOUT_RECORDINGS();
  run_check("streams: encoded and decoded again", is_stream, check_round_trip);
}

}  // namespace
}  // namespace patchbay::conformance
