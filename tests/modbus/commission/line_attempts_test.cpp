#include "adapters/modbus/commission/line_attempts.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::modbus;
using namespace std::chrono_literals;

TEST_CASE("a line that was never open is not tried again") {
  LineAttempts attempts;
  CHECK_FALSE(attempts.failed());
  CHECK_FALSE(attempts.failed());
}

TEST_CASE("a line that was open is tried three times more, after growing pauses") {
  LineAttempts attempts;
  attempts.opened();
  CHECK(attempts.failed());
  CHECK(attempts.pause() == 100ms);
  CHECK(attempts.failed());
  CHECK(attempts.pause() == 200ms);
  CHECK(attempts.failed());
  CHECK(attempts.pause() == 400ms);
  CHECK_FALSE(attempts.failed());
  CHECK(attempts.failed());  // a later request begins anew
  attempts.opened();
  CHECK(attempts.failed());
  CHECK(attempts.pause() == 100ms);
}

TEST_CASE("a line that never brought an answer is lost five times, one that did thirty times") {
  LineAttempts unheard;
  unheard.opened();
  for (int i = 0; i < 4; ++i) CHECK(unheard.lost());
  CHECK_FALSE(unheard.lost());
  CHECK(unheard.losses() == 5);
  unheard.forget_losses();
  CHECK(unheard.losses() == 0);
  CHECK(unheard.lost());

  LineAttempts heard;
  heard.opened();
  heard.answered();
  for (int i = 0; i < 29; ++i) CHECK(heard.lost());
  CHECK(heard.pause() == 2s);  // the longest
  CHECK_FALSE(heard.lost());
  heard.answered();
  CHECK(heard.losses() == 0);
}
