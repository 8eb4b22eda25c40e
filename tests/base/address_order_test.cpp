#include "gateway/base/address_order.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace gatewarden;
using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;

// "4a" is of one family, "6a" of the other.
struct Name {
  AddressOrder<std::string> order;
  void found(const Names& addresses) {
    order.found(addresses, [](const std::string& address) { return address.front() == '6'; });
  }
  Names tries(std::size_t count) {
    Names tried;
    while (tried.size() < count) tried.push_back(order.next());
    return tried;
  }
};

}  // namespace

TEST_CASE("the addresses of both families take turns, the family that the look-up prefers first") {
  Name name;
  name.found({"6a", "6b", "6c", "4a", "4b"});
  CHECK(name.order.size() == 5);
  CHECK(name.tries(5) == Names{"6a", "4a", "6b", "4b", "6c"});
  name.found({"4x", "4y", "6x"});
  CHECK(name.tries(3) == Names{"4x", "6x", "4y"});
}

TEST_CASE("the next attempt begins behind the address that failed, whatever order the look-up has then") {
  Name name;
  name.found({"4a", "4b", "4c"});
  CHECK(name.tries(1) == Names{"4a"});
  name.found({"4c", "4b", "4a"});
  CHECK(name.tries(1) == Names{"4c"});
  name.found({"4a", "4b", "4c"});
  CHECK(name.tries(3) == Names{"4b", "4a", "4c"});
}

TEST_CASE("an address that worked is first until it fails, and what failed before it is forgotten") {
  Name name;
  name.found({"4a", "4b", "4c"});
  CHECK(name.tries(2) == Names{"4a", "4b"});
  name.order.worked("4b");
  name.found({"4a", "4b", "4c"});
  CHECK(name.tries(1) == Names{"4b"});
  name.found({"4a", "4b", "4c"});
  CHECK(name.tries(3) == Names{"4a", "4c", "4b"});
}

TEST_CASE("a new address is tried before those that failed") {
  Name name;
  name.found({"4a", "4b"});
  name.tries(2);
  name.found({"4a", "4b", "4new"});
  CHECK(name.tries(3) == Names{"4new", "4a", "4b"});
}

TEST_CASE("an address that worked is first without another look-up, too") {
  Name name;
  name.found({"4a", "4b", "4c"});
  CHECK(name.tries(2) == Names{"4a", "4b"});
  name.order.worked("4b");
  CHECK(name.tries(3) == Names{"4b", "4c", "4a"});
}

TEST_CASE(
    "of addresses that failed the one is first whose last try is longest ago, and old ones are forgotten") {
  Name name;
  name.found({"4a", "4b", "4c"});
  CHECK(name.tries(4) == Names{"4a", "4b", "4c", "4a"});
  name.found({"4a", "4b", "4c"});
  CHECK(name.tries(3) == Names{"4b", "4c", "4a"});
  // A name server that answers with another address each time.
  for (std::size_t i = 0; i < AddressOrder<std::string>::kMaxAddresses; ++i) {
    name.found({"4other" + std::to_string(i)});
    name.tries(1);
  }
  name.found({"4a", "4new"});
  CHECK(name.tries(1) == Names{"4a"});
}

TEST_CASE("a look-up with thousands of addresses or the same one often costs no more than sixteen") {
  Name name;
  Names many;
  for (int i = 0; i < 3000; ++i) many.push_back("4" + std::to_string(i % 1000));
  name.found(many);
  CHECK(name.order.size() == AddressOrder<std::string>::kMaxAddresses);
  name.found({"4a", "4a", "4a"});
  CHECK(name.order.size() == 1);
  name.order.forget();
  CHECK(name.order.empty());
}

TEST_CASE("an address has an equal share of the time, and a third of it at least") {
  CHECK(time_for_address(3s, 3s, 1) == 3s);
  CHECK(time_for_address(3s, 3s, 2) == 1500ms);
  CHECK(time_for_address(3s, 1500ms, 1) == 1500ms);
  CHECK(time_for_address(3s, 3s, 16) == 1s);
  CHECK(time_for_address(3s, 400ms, 5) == 400ms);
  CHECK(time_for_address(3s, 0s, 5) == 0s);
}
