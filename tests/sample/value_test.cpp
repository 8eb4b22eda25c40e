#include "gateway/sample/value.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace gatewarden;

TEST_CASE("a number keeps its kind and every bit, and is a double where one is wanted") {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  CHECK(Number().kind() == Number::Kind::integer);
  CHECK(Number().integer_value() == 0);
  CHECK(Number::integer(-7).integer_value() == -7);
  CHECK(Number::integer(-7).as_double() == -7.0);
  CHECK_FALSE(Number::integer(-7).is_real());
  CHECK(Number::natural(kMost).natural_value() == kMost);
  CHECK(Number::natural(kMost).as_double() == 18446744073709551616.0);
  CHECK(Number::natural(7).kind() == Number::Kind::natural);
  CHECK(Number::real(0.1).real_value() == 0.1);
  CHECK(Number::real(0.1).as_double() == 0.1);
  CHECK(Number::real(0.1).is_real());
}

TEST_CASE("what is not said of a socket or a list is unknown, or nothing") {
  const Connection connection;
  CHECK(connection.local_port == 0);
  CHECK(connection.remote_port == 0);
  CHECK(connection.local_interface.empty());
  CHECK(Port().port == 0);
  CHECK(Port().interface.empty());
  CHECK(PortList().total == 0);
  CHECK(ConnectionList().total == 0);
}
