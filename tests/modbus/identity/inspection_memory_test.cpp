// A unit's memory outlives the program, in the current format and the previous one.
#include "adapters/modbus/identity/inspection_memory.hpp"

#include <catch2/catch.hpp>

#include "adapters/modbus/identity/inspection.hpp"
#include "adapters/modbus/settings/profile_settings.hpp"
#include "gateway/tls/digest.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using Way = IdentityDialogue::Way;

namespace {

const char* const kPlace = "hall-a unit 1";

struct DeafSink final : SampleSink {
  void accept(PointId, Number, SteadyTime) override {}
  void accept(PointId, const ListValue&, SteadyTime) override {}
  void heard(DeviceId, SteadyTime) override {}
};

InspectionPlan plan_by(Way by, std::vector<IdentityRegisters> registers = {}) {
  InspectionPlan plan;
  plan.identity = InspectionPlan::IdentityPlan{std::chrono::hours(1), by, std::move(registers)};
  return plan;
}

void add_settings(InspectionPlan& plan) {
  plan.settings = InspectionPlan::SettingsPlan{std::chrono::hours(1),
                                               {{Table::holding_registers, 200, 6}, {Table::coils, 0, 8}}};
}

// Every property of a register field.
std::vector<IdentityRegisters> many_registers() {
  ProfileSettings profile;
  profile.order = ByteOrder::cdab;
  auto& registers = profile.identity.emplace().registers;
  registers["serial"].holding = 20480;
  registers["serial"].as = DataType::text;
  registers["serial"].length = 4;
  registers["product"].input = 11;
  registers["product"].as = DataType::int16;
  registers["product"].labels = {{"111", "EM24"}, {"-1", "none"}};
  registers["firmware"].holding = 12;
  registers["firmware"].as = DataType::uint32;
  registers["firmware"].scale = 0.001;
  registers["firmware"].offset = -0.5;
  registers["firmware"].no_value = NoValue{true, {}};
  registers["options"].holding = 30;
  registers["options"].flags = {{"0", "relay"}, {"3", "clock"}};
  registers["model"].holding = 31;
  registers["model"].mask = 0xFF00;
  registers["application"].holding = 32;
  registers["application"].bit = 7;
  registers["application"].order = ByteOrder::dcba;
  return profile.identity_registers();
}

using Bytes = std::vector<std::uint8_t>;

// Vendor ACME, firmware 1.4.
const Bytes kIdentification{2, 0x82, 0, 0, 2, 0, 4, 'A', 'C', 'M', 'E', 2, 3, '1', '.', '4'};

// One round of questions; conclusions are joined.
Inspection::Conclusion ask(Inspection& inspection, const std::vector<Bytes>& answers, SteadyTime now) {
  DeafSink sink;
  Inspection::Conclusion all;
  for (const Bytes& answer : answers) {
    REQUIRE(inspection.begin(now, Duration::zero()));
    Response response;
    response.kind = Response::Kind::values;
    response.values = answer;
    const auto conclusion = inspection.heard(response, PointId{0}, sink, now);
    all.news = all.news || conclusion.news;
    if (conclusion.change) all.change = conclusion.change;
  }
  return all;
}

// Written before format 2, per way of asking.
struct OldText {
  const char* why;
  InspectionPlan plan;
  const char* text;
  const char* identity;
  const char* written_anew;
};

std::vector<OldText> old_texts() {
  InspectionPlan with_settings = plan_by(Way::either);
  add_settings(with_settings);
  return {
      {"any way, device identification told", with_settings,
       R"({"asked":"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9","identity":{"firmware":"1.4","vendor":"ACME"},"origin":"hall-a unit 1","settings":"8bf0efc1641102fa068ac939ad5dc965e60972f2227eb3407afd91cc54310b8e","settings_in":"holding 200..205, coil 0..7","told_by":1})",
       "ACME, firmware 1.4",
       R"({"asked":"9f765427c9a2a6b0ffb156fa9e08cf477f31117a9a9cabb90e7effad189e5293","format":2,"identity":{"firmware":"1.4","vendor":"ACME"},"origin":"hall-a unit 1","settings":"8bf0efc1641102fa068ac939ad5dc965e60972f2227eb3407afd91cc54310b8e","settings_in":"holding 200..205, coil 0..7","told_by":"device_identification"})"},
      {"any way, SunSpec told", plan_by(Way::either),
       R"({"asked":"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9","identity":{"firmware":"2.0","product":"INV-5","serial":"0815","vendor":"ACME"},"origin":"hall-a unit 1","told_by":2})",
       "ACME INV-5, firmware 2.0, serial 0815",
       R"({"asked":"9f765427c9a2a6b0ffb156fa9e08cf477f31117a9a9cabb90e7effad189e5293","format":2,"identity":{"firmware":"2.0","product":"INV-5","serial":"0815","vendor":"ACME"},"origin":"hall-a unit 1","told_by":"sunspec"})"},
      {"any way, nothing told", plan_by(Way::either),
       R"({"asked":"5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9","identity":{},"origin":"hall-a unit 1","told_by":0})",
       "",
       R"({"asked":"9f765427c9a2a6b0ffb156fa9e08cf477f31117a9a9cabb90e7effad189e5293","format":2,"identity":{},"origin":"hall-a unit 1","told_by":"any"})"},
      {"device identification alone", plan_by(Way::identification),
       R"({"asked":"6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b","identity":{"firmware":"1.4","vendor":"ACME"},"origin":"hall-a unit 1","told_by":1})",
       "ACME, firmware 1.4",
       R"({"asked":"47cf66b857cb68309b5bd55a3abc270c7d72bcd206aef5c7ff512f2730416b6f","format":2,"identity":{"firmware":"1.4","vendor":"ACME"},"origin":"hall-a unit 1","told_by":"device_identification"})"},
      {"SunSpec alone", plan_by(Way::sunspec),
       R"({"asked":"d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35","identity":{"firmware":"2.0","product":"INV-5","serial":"0815","vendor":"ACME"},"origin":"hall-a unit 1","told_by":2})",
       "ACME INV-5, firmware 2.0, serial 0815",
       R"({"asked":"0cb40f417704cc7764ef3deb32721f175d8d275ca5a7259fa6c55015c88e302a","format":2,"identity":{"firmware":"2.0","product":"INV-5","serial":"0815","vendor":"ACME"},"origin":"hall-a unit 1","told_by":"sunspec"})"},
      {"registers of its own", plan_by(Way::registers, many_registers()),
       R"({"asked":"93b072198e95b75f0ea4b223554272725fd6aed12bb3c25483dcd71e97812cf9","identity":{"application":"1","firmware":"1","model":"7","options":"relay clock","product":"EM24","serial":"0815-A"},"origin":"hall-a unit 1","told_by":3})",
       "EM24, firmware 1, serial 0815-A, model 7, options relay clock, application 1",
       R"({"asked":"be323fa90625f75aa0d3e7ed5b519fea562e7f32c4c9d2503174d3c9f90c2ca1","format":2,"identity":{"application":"1","firmware":"1","model":"7","options":"relay clock","product":"EM24","serial":"0815-A"},"origin":"hall-a unit 1","told_by":"registers"})"},
  };
}

}  // namespace

TEST_CASE("what the program remembered before format 2 is known, and written anew in format 2") {
  for (const OldText& old : old_texts()) {
    INFO(old.why);
    const Inspection inspection(old.plan, kPlace, old.text);
    CHECK(inspection.identity().text() == old.identity);
    CHECK(inspection.memory() == old.written_anew);
    CHECK(Inspection(old.plan, kPlace, old.written_anew).memory() == old.written_anew);
    CHECK(Inspection(old.plan, kPlace, old.written_anew).identity() == inspection.identity());
    CHECK(Inspection(old.plan, "hall-a unit 2", old.text).memory() ==
          R"({"format":2,"origin":"hall-a unit 2"})");
  }
}

TEST_CASE("a device that is as it was before format 2 raises no event and is written anew once") {
  const OldText old = old_texts().front();
  Inspection inspection(old.plan, kPlace, old.text);
  const std::vector<Bytes> as_before{kIdentification, Bytes(12, 7), Bytes{1}};
  auto conclusion = ask(inspection, as_before, SteadyTime{});
  CHECK(conclusion.news);
  CHECK_FALSE(conclusion.change);
  CHECK(inspection.memory() == old.written_anew);
  conclusion = ask(inspection, as_before, SteadyTime{} + std::chrono::hours(2));
  CHECK_FALSE(conclusion.news);
}

TEST_CASE("a device that changed since it was remembered before format 2 raises its events") {
  const OldText old = old_texts().front();
  Inspection inspection(old.plan, kPlace, old.text);
  Bytes other = kIdentification;
  other.back() = '5';
  const auto identity = ask(inspection, {other}, SteadyTime{});
  REQUIRE(identity.change);
  CHECK(identity.change->was == "ACME, firmware 1.4");
  CHECK(identity.change->is == "ACME, firmware 1.5");
  const auto settings = ask(inspection, {Bytes(12, 8), Bytes{1}}, SteadyTime{});
  REQUIRE(settings.change);
  CHECK(settings.change->was == "8bf0efc1641102fa");
}

TEST_CASE("what was asked is remembered by names and exact numbers, whatever their order in the program") {
  CHECK(question_digest({Way::sunspec, {}}) == sha256_hex(R"({"by":"sunspec"})"));
  auto registers = many_registers();
  registers[1].shape.scale = 0.1;
  registers[1].shape.offset = 1e-9;
  registers[1].shape.valid = Plausible{0.25, 1e6};
  CHECK(
      question_digest({Way::registers, registers}) ==
      sha256_hex(
          R"({"by":"registers","registers":[{"as":"uint16","bit":7,"offset":0.0,"order":"DCBA","scale":1.0,"trait":"application","where":"holding 32"},{"as":"uint32","no_value":[4294967295],"offset":1e-09,"order":"CDAB","scale":0.1,"trait":"firmware","valid":[0.25,1000000.0],"where":"holding 12..13"},{"as":"uint16","mask":65280,"offset":0.0,"order":"CDAB","scale":1.0,"trait":"model","where":"holding 31"},{"as":"uint16","flags":{"0":"relay","3":"clock"},"offset":0.0,"order":"CDAB","scale":1.0,"trait":"options","where":"holding 30"},{"as":"int16","labels":{"-1":"none","111":"EM24"},"offset":0.0,"order":"CDAB","scale":1.0,"trait":"product","where":"input 11"},{"as":"string","offset":0.0,"order":"CDAB","scale":1.0,"trait":"serial","where":"holding 20480..20483"}]})"));
  registers[1].shape.offset = 1e-10;  // too small for six decimals
  CHECK(question_digest({Way::registers, registers}) != question_digest({Way::registers, many_registers()}));
}

TEST_CASE("a text of a later format, or one that is damaged, is taken for none") {
  const std::string old = old_texts().front().text;
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), old.substr(0, old.size() - 1),
        "{\"format\":3," + old.substr(1), "{\"format\":\"2\"," + old.substr(1)}) {
    CHECK_FALSE(parse_inspection_memory(text));
  }
  // Format 2 names ways, format 1 numbers them.
  const auto mixed = parse_inspection_memory(R"({"format":2,"identity":{"vendor":"ACME"},"told_by":2})");
  REQUIRE(mixed);
  CHECK(mixed->identity->told_by == Way::either);
}
