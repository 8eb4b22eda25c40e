#include "adapters/local_mqtt/payload/payload_faults.hpp"

#include <catch2/catch.hpp>

using namespace gatewarden::local_mqtt;

TEST_CASE("faults are counted by kind, and only those that happened are named") {
  PayloadFaults faults;
  CHECK(faults.lost() == 0);
  CHECK(faults.by_name().empty());
  faults.add(Fault::wrong_type);
  faults.add(Fault::wrong_type);
  faults.add(Fault::too_large);
  faults.add(Fault::mended);
  CHECK(faults[Fault::wrong_type] == 2);
  CHECK(faults[Fault::not_json] == 0);
  CHECK(faults.lost() == 3);
  CHECK(faults.by_name() ==
        std::map<std::string, std::uint64_t>{{"mended", 1}, {"too_large", 1}, {"wrong_type", 2}});
}

TEST_CASE("faults of many payloads add up") {
  PayloadFaults one, all;
  one.add(Fault::too_deep);
  one.add(Fault::duplicate_key);
  all.add(one);
  all.add(one);
  CHECK(all.by_name() == std::map<std::string, std::uint64_t>{{"duplicate_key", 2}, {"too_deep", 2}});
}
