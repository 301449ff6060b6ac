#include "auth/sessions.hpp"

#include "unit/auth/parsed_head.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

namespace patchbay::auth {
namespace {

using namespace std::chrono_literals;
using test::ParsedHead;
using transport::PeerKind;

class FixedClock final : public base::Clock {
 public:
  [[nodiscard]] base::SteadyTime steady() const override { return {}; }
  [[nodiscard]] base::WallTime wall() const override { return now; }
  base::WallTime now{std::chrono::seconds(1'800'000'000)};
};

class CountingRandom final : public base::Random {
 public:
  void fill(std::span<std::byte> out) override {
    const std::lock_guard lock(mutex_);
    const std::uint64_t number = ++count_;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::byte>(i < 8 ? number >> (i * 8) : i);
  }

 private:
  std::mutex mutex_;
  std::uint64_t count_ = 0;
};

class SessionsTest : public ::testing::Test {
 protected:
  SessionsTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "patchbay-sessions-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
    folder_ = pattern;
    file_ = folder_ / "sessions.json";
  }
  ~SessionsTest() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
  std::filesystem::path file_;
  FixedClock clock_;
  CountingRandom random_;
};

TEST_F(SessionsTest, ACodeIsGoodOnce) {
  Sessions sessions(random_, clock_, {});
  const std::string code = sessions.new_login_code();
  EXPECT_GE(code.size(), 32U);
  const auto token = sessions.redeem(code);
  ASSERT_TRUE(token);
  EXPECT_TRUE(sessions.knows(*token));
  EXPECT_FALSE(sessions.knows(code));
  const auto again = sessions.redeem(code);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, base::ErrorKind::authentication);
}

TEST_F(SessionsTest, ACodeExpiresAfterTenMinutes) {
  Sessions sessions(random_, clock_, {});
  const std::string early = sessions.new_login_code();
  clock_.now += 9min + 59s;
  const std::string late = sessions.new_login_code();
  EXPECT_TRUE(sessions.redeem(early));
  clock_.now += 10min;
  EXPECT_FALSE(sessions.redeem(late));
}

TEST_F(SessionsTest, UnknownCodesAndTokensAreRefused) {
  Sessions sessions(random_, clock_, {});
  EXPECT_FALSE(sessions.redeem(""));
  EXPECT_FALSE(sessions.redeem("0000"));
  EXPECT_FALSE(sessions.knows(""));
  EXPECT_FALSE(sessions.knows("0000"));
}

TEST_F(SessionsTest, ASessionEndsAfterThirtyDays) {
  Sessions sessions(random_, clock_, {});
  const std::string token = *sessions.redeem(sessions.new_login_code());
  clock_.now += std::chrono::days(30) - 1s;
  EXPECT_TRUE(sessions.knows(token));
  clock_.now += 1s;
  EXPECT_FALSE(sessions.knows(token));
}

TEST_F(SessionsTest, OldCodesAndSessionsGiveWay) {
  Sessions sessions(random_, clock_, {});
  const std::string first_code = sessions.new_login_code();
  for (std::size_t i = 0; i < max_login_codes; ++i) (void)sessions.new_login_code();
  EXPECT_FALSE(sessions.redeem(first_code));
  const std::string first = *sessions.redeem(sessions.new_login_code());
  for (std::size_t i = 0; i < max_sessions; ++i) ASSERT_TRUE(sessions.redeem(sessions.new_login_code()));
  EXPECT_FALSE(sessions.knows(first));
  EXPECT_EQ(sessions.size(), max_sessions);
}

TEST_F(SessionsTest, ARestartKeepsThePageLoggedIn) {
  std::string token;
  {
    Sessions sessions(random_, clock_, file_);
    token = *sessions.redeem(sessions.new_login_code());
  }
  Sessions restarted(random_, clock_, file_);
  EXPECT_TRUE(restarted.knows(token));
  clock_.now += std::chrono::days(31);
  EXPECT_EQ(Sessions(random_, clock_, file_).size(), 0U);
}

TEST_F(SessionsTest, TheFileIsTheOwnersAndHoldsNoToken) {
  Sessions sessions(random_, clock_, file_);
  const std::string token = *sessions.redeem(sessions.new_login_code());
  struct stat facts{};
  ASSERT_EQ(::stat(file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
  std::ostringstream content;
  content << std::ifstream(file_).rdbuf();
  EXPECT_EQ(content.str().find(token), std::string::npos);
  EXPECT_NE(content.str().find(hash_text(hash_token(token))), std::string::npos);
}

TEST_F(SessionsTest, ABrokenFileCountsAsEmpty) {
  for (const char* const text : {"", "{", "[]", "{\"sessions\":[{\"sha256\":\"12\",\"expires\":1}]}", "{\"sessions\":[1,null]}"}) {
    std::ofstream(file_) << text;
    EXPECT_EQ(Sessions(random_, clock_, file_).size(), 0U) << text;
  }
}

TEST_F(SessionsTest, AFileThatCannotBeWrittenCostsNoSession) {
  int complaints = 0;
  Sessions sessions(random_, clock_, folder_ / "missing" / "sessions.json", [&](const base::Error&) { ++complaints; });
  const auto token = sessions.redeem(sessions.new_login_code());
  ASSERT_TRUE(token);
  EXPECT_TRUE(sessions.knows(*token));
  EXPECT_EQ(complaints, 1);
}

TEST_F(SessionsTest, AdmitsByCookieSocketOrConfiguration) {
  Sessions sessions(random_, clock_, {});
  const std::string token = *sessions.redeem(sessions.new_login_code());
  const ParsedHead bare("GET /admin/v1/status HTTP/1.1", {"Host: localhost"});
  const ParsedHead wrong("GET / HTTP/1.1", {"Host: localhost", "Cookie: patchbay_session=0123"});
  const ParsedHead other_name("GET / HTTP/1.1", {"Host: localhost", "Cookie: xpatchbay_session=" + token});
  const ParsedHead right("GET / HTTP/1.1", {"Host: localhost", "Cookie: a=b;  patchbay_session=" + token + " ; c"});
  const ParsedHead second("GET / HTTP/1.1", {"Host: localhost", "Cookie: patchbay_session=old; patchbay_session=" + token});
  const transport::Peer local{PeerKind::tcp, "127.0.0.1", 1};
  const transport::Peer remote{PeerKind::tcp, "192.168.1.9", 1};
  config::Snapshot facts;
  EXPECT_FALSE(sessions.admits(bare.get(), local, facts));
  EXPECT_FALSE(sessions.admits(wrong.get(), local, facts));
  EXPECT_FALSE(sessions.admits(other_name.get(), local, facts));
  EXPECT_TRUE(sessions.admits(right.get(), local, facts));
  EXPECT_TRUE(sessions.admits(second.get(), remote, facts));
  EXPECT_TRUE(sessions.admits(bare.get(), transport::Peer{PeerKind::unix_socket, "", 0}, facts));
  facts.server.local_login = false;
  EXPECT_TRUE(sessions.admits(bare.get(), local, facts));
  EXPECT_FALSE(sessions.admits(bare.get(), remote, facts));
  facts.server.listen.host = "0.0.0.0";
  EXPECT_FALSE(sessions.admits(bare.get(), local, facts));
}

TEST_F(SessionsTest, TheCookieIsKeptFromScriptsAndOtherSites) {
  EXPECT_EQ(session_cookie("abc", PeerKind::tcp), "patchbay_session=abc; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict");
  EXPECT_EQ(session_cookie("abc", PeerKind::tls), "patchbay_session=abc; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure");
}

TEST_F(SessionsTest, ManyThreadsRedeemEachCodeOnce) {
  Sessions sessions(random_, clock_, {});
  std::vector<std::string> codes;
  for (int i = 0; i < 20; ++i) codes.push_back(sessions.new_login_code());
  std::atomic<int> redeemed = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (const std::string& code : codes)
        if (const auto token = sessions.redeem(code)) redeemed += sessions.knows(*token) ? 1 : 0;
    });
  threads.clear();
  EXPECT_EQ(redeemed, 20);
}

TEST(TokenHash, IsSha256) {
  EXPECT_EQ(hash_text(hash_token("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash_from_text(hash_text(hash_token("abc"))), hash_token("abc"));
  EXPECT_FALSE(hash_from_text("zz"));
  EXPECT_FALSE(hash_from_text(std::string(64, 'g')));
}

}  // namespace
}  // namespace patchbay::auth
