#include <catch2/catch.hpp>

#include "gateway/base/text/aws_name.hpp"
#include "gateway/base/text/nearest.hpp"

using namespace gatewarden;
using Part = Closeness::Part;

TEST_CASE("the distance of two texts counts letters, and a swap as one") {
  CHECK(edit_distance("timeout", "timout") == 1);
  CHECK(edit_distance("abc", "acb") == 1);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("same", "same") == 0);
  CHECK(edit_distance(std::string(300, 'x'), "x") == 300);  // not computed
}

TEST_CASE("a mistyped thing is answered with the closest names, closest first") {
  const std::vector<std::string> known{"plant7-gw:meter-1", "plant7-gw:meter-12", "plant7-gw:press-1",
                                       "other"};
  const auto names = nearest("plant7-gw:metr-12", known, {3, Part::closest, 3});
  CHECK(names == std::vector<std::string>{"plant7-gw:meter-12", "plant7-gw:meter-1"});
  CHECK(nearest("plant7-gw:metr-12", known, {3, Part::closest, 1}).size() == 1);
}

TEST_CASE("a part of a name finds the whole, before all others or after them") {
  const std::vector<std::string> known{"keys", "private_key"};
  CHECK(nearest("key", known, {1, Part::closest, 2}) == known);
  CHECK(nearest("key", {"private_key", "keys"}, {0, Part::closest, 1}).front() == "private_key");
  CHECK(nearest("kez", {"private_kez", "keys"}, {1, Part::last_resort, 1}).front() == "private_kez");
  CHECK(nearest("key", {"private_key", "kei"}, {1, Part::last_resort, 1}).front() == "kei");
  CHECK(nearest("name", {"username"}, {1, Part::closest, 1}).empty());  // no word of it begins there
  CHECK(nearest("METER-1", {"plant7-gw:meter-1"}, {1, Part::closest, 1}).size() == 1);
  CHECK(nearest("ke", {"private_key"}, {1, Part::closest, 1}).empty());  // too small a part
}

TEST_CASE("a name that is like nothing gets no guess") {
  CHECK(nearest("zzzzzzzz", {"plant7-gw:meter-1"}, {2, Part::closest, 3}).empty());
  CHECK(nearest("a", {"b", "c", "d", "e"}, {1, Part::closest, 3}).size() == 3);  // one letter apart is close
  CHECK(nearest("x", {}, {1, Part::closest, 3}).empty());
}

TEST_CASE("an AWS name holds letters, digits, colon, underscore and hyphen") {
  std::string taken;
  for (int c = 0; c < 256; ++c) {
    if (is_aws_name_character(static_cast<char>(c))) taken += static_cast<char>(c);
  }
  CHECK(taken == "-0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
}
