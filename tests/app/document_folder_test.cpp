#include "gateway/app/provision/document_folder.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "gateway/base/regular_file.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gatewarden::app {
namespace {

namespace fs = std::filesystem;

std::string manifest(const std::string& files) {
  return R"({"gatewarden_provision":1,"region":"eu-central-1","account":"123456789012","files":[)" + files +
         "]}";
}

std::vector<provision::Document> documents(const std::string& policy) {
  return {{"policy", "policy.json", policy},
          {"script", "provision.sh", "#!/bin/bash\n", true},
          {"manifest", "provision.json", manifest("\"policy.json\",\"provision.sh\"")}};
}

TEST_CASE("a folder gets what is new or changed, and what is right is not touched") {
  const test::TemporaryFolder folder;
  const fs::path out = folder.path() / "out";
  const auto first = update_folder(out, documents("{}"));
  REQUIRE(first);
  const std::string next = "  next: the steps in " + (out / "README.md").string() + "\n";
  CHECK(
      *first ==
      "  new      policy.json\n  new      provision.sh\n  new      provision.json\n  0 files of 3 as they were\n" +
          next);
  struct stat script {};
  REQUIRE(::stat((out / "provision.sh").c_str(), &script) == 0);
  CHECK((script.st_mode & S_IXUSR) != 0);

  CHECK(*update_folder(out, documents("{}")) == "  3 files of 3 as they were\n");
  CHECK(*update_folder(out, documents("[]")) ==
        "  changed  policy.json\n  2 files of 3 as they were\n" + next);
  struct stat again {};
  REQUIRE(::stat((out / "provision.sh").c_str(), &again) == 0);
  CHECK(again.st_ino == script.st_ino);
}

TEST_CASE("what an earlier run wrote and this one does not is removed, and nothing else") {
  const test::TemporaryFolder folder;
  const fs::path out = folder.path() / "out";
  auto more = documents("{}");
  more.insert(more.begin(), {"policy", "policy-2.json", "{}"});
  more.back().text = manifest(R"("policy-2.json","../kept.json","notes.txt",".kept.json")");
  REQUIRE(update_folder(out, more));
  for (const char* kept : {"kept.json", "out/notes.txt", "out/.kept.json"}) folder.write(kept, "");
  const auto updated = update_folder(out, documents("{}"));
  REQUIRE(updated);
  CHECK(updated->find("  removed  policy-2.json\n") != std::string::npos);
  CHECK_FALSE(fs::exists(out / "policy-2.json"));
  for (const char* kept : {"kept.json", "out/notes.txt", "out/.kept.json"}) CHECK(fs::exists(folder / kept));
}

TEST_CASE("a file of somebody else stops it before anything is written") {
  const test::TemporaryFolder folder;
  folder.write("policy.json", "");
  const auto refused = update_folder(folder.path(), documents("{}"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().find("policy.json is there and not from gatewarden provision") != std::string::npos);
  CHECK_FALSE(fs::exists(folder.path() / "provision.sh"));
}

TEST_CASE("a link in the place of a file is replaced, and what it leads to stays") {
  const test::TemporaryFolder folder;
  const fs::path out = folder.path() / "out", outside = folder.path() / "outside";
  REQUIRE(update_folder(out, documents("{}")));
  folder.write("outside", "");
  fs::remove(out / "policy.json");
  fs::create_symlink(outside, out / "policy.json");
  REQUIRE(update_folder(out, documents("{}")));
  CHECK_FALSE(fs::is_symlink(out / "policy.json"));
  CHECK(fs::file_size(outside) == 0);
}

}  // namespace
}  // namespace gatewarden::app
