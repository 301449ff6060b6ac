// Recorded whole answers: read as the plain JSON reads, and written again as the same JSON.
#include "conformance/plain_answer.hpp"
#include "conformance/plain_json.hpp"
#include "conformance/tally.hpp"
#include "protocols/openai_chat/read_response.hpp"
#include "protocols/openai_chat/write_response.hpp"

#include <gtest/gtest.h>

namespace patchbay::conformance {
namespace {

bool is_answer(const Recording& recording) { return !recording.stream && recording.status == 200 && !recording.body.empty(); }

std::string check_content(const Recording& recording) {
  const auto response = protocols::openai_chat::read_response(recording.body);
  const PlainAnswer plain = plain_whole(recording.body);
  if (plain.error) return response ? "carries an error, but was read as an answer" : std::string();
  if (!response) return response.error().message;
  return difference(describe(plain), describe(plain_of(*response)));
}

std::string check_round_trip(const Recording& recording) {
  const auto response = protocols::openai_chat::read_response(recording.body);
  if (!response) return {};
  const std::string written = protocols::openai_chat::write_response(*response);
  return difference(normal_form(recording.body), normal_form(written));
}

TEST(ChatAnswers, SayWhatThePlainJsonSays) {
  SKIP_WITHOUT_RECORDINGS();
  run_check("answers: content against the plain reading", is_answer, check_content,
            {{"cloudflare.50fe3c3b6a40a3e9", "content is an object; we give its JSON as text"},
             {"cloudflare.5901a8cb311a3197", "content is an object; we give its JSON as text"},
             {"cloudflare.92666fa92277df30", "content is an object; we give its JSON as text"}});
}

TEST(ChatAnswers, AreWrittenAsTheyWere) {
  SKIP_WITHOUT_RECORDINGS();
  run_check("answers: read and written again", is_answer, check_round_trip,
            {{"cloudflare.50fe3c3b6a40a3e9", "content is an object; clients get its JSON as text"},
             {"cloudflare.5901a8cb311a3197", "content is an object; clients get its JSON as text"},
             {"cloudflare.92666fa92277df30", "content is an object; clients get its JSON as text"},
             {"openai.1df8a2b6db8aca76", "no finish_reason (an early vision preview); clients get stop"},
             {"snowflake.0a178349d61cd5ed", "an empty finish_reason and empty logprobs; clients get a reason and null"},
             {"snowflake.0fd96fdb6aceb41b", "an empty finish_reason and empty logprobs; clients get a reason and null"},
             {"snowflake.7b2df82b577970b4", "an empty finish_reason and empty logprobs; clients get a reason and null"},
             {"snowflake.7bb7a9e4df6ca201", "an empty finish_reason and empty logprobs; clients get a reason and null"},
             {"snowflake.b11c5540d3b699db", "an empty finish_reason and empty logprobs; clients get a reason and null"}});
}

}  // namespace
}  // namespace patchbay::conformance
