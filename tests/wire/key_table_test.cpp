#include "gateway/wire/key_table.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <set>

using namespace gatewarden;

TEST_CASE("a key has one long and one short name wherever it stands") {
  std::map<ReportKey, std::pair<std::string_view, std::string_view>> names;
  for (const KeyRow& row : key_table()) {
    const auto spelled = std::make_pair(row.long_name, row.short_name);
    CHECK(names.emplace(row.key, spelled).first->second == spelled);
    CHECK_FALSE(row.meaning.empty());
    CHECK_FALSE(row.source.empty());
  }
  CHECK(names.size() == kReportKeys);
}

TEST_CASE("within an object no two keys share a name") {
  for (std::size_t part = 0; part < kReportParts; ++part) {
    std::set<std::string_view> names;
    for (const KeyRow& row : rows_in(ReportPart(part))) {
      CHECK(names.insert(row.long_name).second);
      if (row.short_name != row.long_name) CHECK(names.insert(row.short_name).second);
      CHECK(find_key(ReportPart(part), row.long_name) == &row);
      CHECK(find_key(ReportPart(part), row.short_name) == &row);
    }
    CHECK_FALSE(names.empty());
  }
  CHECK(find_key(ReportPart::header, "metrics") == nullptr);
}

TEST_CASE("a spelled key is ready to append") {
  const KeySpelling& total = key_spellings(KeyNames::short_names)[static_cast<std::size_t>(ReportKey::total)];
  CHECK(total.json() == ",\"t\":");
  CHECK(total.cbor() == "\x61t");
  const KeySpelling& longest =
      key_spellings(KeyNames::long_names)[static_cast<std::size_t>(ReportKey::established_connections)];
  CHECK(longest.json() == ",\"established_connections\":");
  CHECK(longest.cbor() ==
        "\x77"
        "established_connections");
}
