// The shipped profiles by which `scan` recognises devices are within the program, and the fleet's own go first.
#include "gateway/app/shipped_profiles.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "adapters/modbus/fleet_signatures.hpp"
#include "tests/support/tests_folder.hpp"

using namespace gatewarden;
using namespace gatewarden::app;
namespace fs = std::filesystem;

namespace {

std::set<std::string> profiles(const std::vector<modbus::Signature>& signatures) {
  std::set<std::string> names;
  for (const modbus::Signature& signature : signatures)
    names.insert(signature.file + ": " + signature.profile);
  return names;
}

}  // namespace

TEST_CASE("the program has the signature of every shipped profile") {
  std::set<std::string> in_folder;
  for (const auto& entry : fs::directory_iterator(test::tests_folder().parent_path() / "examples/profiles")) {
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    in_folder.merge(
        profiles(modbus::signatures_in(text.str(), "examples/profiles/" + entry.path().filename().string())));
  }
  CHECK(in_folder.size() >= 11);
  CHECK(profiles(with_shipped_signatures({}, {})) == in_folder);
}

TEST_CASE("a fleet's own profile goes before the shipped ones, and instead of the one of its name") {
  const std::size_t shipped = with_shipped_signatures({}, {}).size();
  const auto known =
      with_shipped_signatures({{"mine", "", {}}, {"sdm630", "", {}}}, {"mine", "sdm630", "sdm120"});
  REQUIRE(known.size() == shipped);
  CHECK(known[0].profile == "mine");
  CHECK(known[1].file.empty());
  CHECK(profiles(known).count("examples/profiles/eastron-sdm630.yaml: sdm630") == 0);
  CHECK(profiles(known).count("examples/profiles/eastron-sdm120.yaml: sdm120") == 0);  // without a signature
}
