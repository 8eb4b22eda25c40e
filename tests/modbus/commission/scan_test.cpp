// Which units are on a line, found with few requests.
#include "adapters/modbus/commission/scan.hpp"

#include <set>

#include "adapters/modbus/commission/scan_json.hpp"
#include "adapters/modbus/commission/scan_text.hpp"
#include "adapters/modbus/fleet_signatures.hpp"
#include "tests/modbus/client_rig.hpp"
#include "tests/modbus/profile_images.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using namespace std::chrono_literals;

namespace {

using Slave = ScriptedModbusSlave;

// A SunSpec meter's registers from 40000 on.
std::vector<std::uint16_t> sunspec_map() {
  std::vector<std::uint16_t> map{0x5375, 0x6E53, 1, 65};
  map.resize(4 + 65, 0);
  map[4] = 'A' << 8 | 'C', map[5] = 'M' << 8 | 'E';  // vendor
  for (const std::uint16_t word : {203, 105}) map.push_back(word);
  map.resize(map.size() + 105, 0x8000);
  map.push_back(0xFFFF);
  map.push_back(0);
  return map;
}

Slave::Bytes sunspec(const Slave::Request& request) {
  static const auto map = sunspec_map();
  if (request.function != 3 || request.first < 40000 || request.first - 40000u + request.count > map.size())
    return Slave::exception(request, request.function == 43 ? 1 : 2);
  Slave::Bytes pdu{3, static_cast<std::uint8_t>(2 * request.count)};
  for (unsigned i = 0; i < request.count; ++i) {
    const std::uint16_t word = map[request.first - 40000u + i];
    pdu.push_back(static_cast<std::uint8_t>(word >> 8));
    pdu.push_back(static_cast<std::uint8_t>(word));
  }
  return Slave::framed(request.transaction, request.unit, pdu);
}

struct Rig : ClientRig {
  void start(ScanOptions wishes) {
    scan = std::make_unique<Scan>(
        *client, clock, std::move(wishes), [this](const FoundUnit& unit) { told.push_back(unit.unit); },
        [this] { done = true; });
    scan->start();
  }
  void run(ScanOptions wishes) {
    start(std::move(wishes));
    pass_until([&] { return done; });
  }
  std::vector<int> found() const {
    std::vector<int> units;
    for (const FoundUnit& unit : scan->found()) units.push_back(unit.unit);
    return units;
  }
  std::unique_ptr<Scan> scan;
  std::vector<int> told;
  bool done = false;
};

using Units = std::vector<int>;

}  // namespace

TEST_CASE("live units are found with who they are, and nothing but reads is asked") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    if (request.unit == 2) {
      peer.send(request.function == 43 ? Slave::identification(request, "ACME", "EM-24", "1.4")
                                       : Slave::answer(request));
    }
    if (request.unit == 3) peer.send(sunspec(request));
    if (request.unit == 4) peer.send(Slave::exception(request, 11));
  });
  rig.run({{1, 2, 3, 4, 5}, false, 0});
  CHECK(rig.scan->complete());
  CHECK_FALSE(rig.scan->all_alike());
  REQUIRE(rig.found() == Units{2, 3});
  CHECK(rig.told == Units{2, 3});
  const auto& found = rig.scan->found();
  CHECK(found[0].identity.text() == "ACME EM-24, firmware 1.4");
  CHECK(found[0].models.empty());
  CHECK(found[0].refused.empty());
  CHECK(found[1].identity[IdentityField::vendor] == "ACME");
  REQUIRE(found[1].models.size() == 2);
  CHECK(found[1].models[1].number == 203);
  CHECK(found[1].refused == std::vector<std::string>{"holding 0 (2)", "identification (1)"});
  std::set<int> functions;
  for (const auto& request : rig.slave.requests()) functions.insert(request.function);
  CHECK(functions == std::set<int>{3, 43});
  CHECK(rig.slave.requests_to(1) == 1);
  CHECK(rig.slave.requests_to(4) == 1);
}

TEST_CASE("a slow unit is found by its late answer, and gets the time it needs") {
  Rig rig;
  rig.over_tcp();
  Slave::Bytes late;
  rig.slave.script([&](const auto& request, auto& peer) {
    if (request.unit == 2 && request.function == 3 && late.empty()) {
      late = Slave::answer(request);
    } else if (request.unit == 3 && !late.empty()) {
      peer.send(late);  // unit 3 does not answer
    } else if (request.unit == 2) {
      peer.send(Slave::exception(request, 1));
    }
  });
  rig.run({{1, 2, 3, 4}, false, 0});
  CHECK(rig.found() == Units{2});
  CHECK(rig.client->timeout() > 300ms);
  CHECK(rig.scan->slowest() >= 300ms);
}

TEST_CASE("a device that answers every unit id is taken for one device, early") {
  Rig rig;
  rig.over_tcp();
  ScanOptions wishes{{255, 0, 1, 247, 2}, true, 0};
  for (unsigned unit = 3; unit < 247; ++unit) wishes.units.push_back(static_cast<std::uint8_t>(unit));
  rig.run(wishes);
  CHECK(rig.scan->all_alike());
  CHECK(rig.scan->complete());
  CHECK(rig.found() == Units{0, 1, 2, 247, 255});
  CHECK(rig.slave.requests_to(3) == 0);
}

TEST_CASE("equal units whose ids somebody named are as many units") {
  Rig rig;
  rig.over_tcp();
  rig.run({{11, 12, 13, 14, 15, 16}, false, 0});
  CHECK_FALSE(rig.scan->all_alike());
  CHECK(rig.found() == Units{11, 12, 13, 14, 15, 16});
}

TEST_CASE("five different units in the first places are no single device") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    const std::string serial = "unit " + std::to_string(request.unit);
    peer.send(request.function == 43 ? Slave::identification(request, "ACME", serial, "1")
                                     : Slave::exception(request, 2));
  });
  rig.run({{255, 0, 1, 247, 2, 3}, true, 0});
  CHECK_FALSE(rig.scan->all_alike());
  CHECK(rig.found() == Units{0, 1, 2, 3, 247, 255});
}

TEST_CASE("a gateway that hangs up over absent units is asked on") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    request.unit % 3 == 0 ? peer.send(Slave::exception(request, 2)) : peer.close();
  });
  rig.run({{1, 2, 3, 4, 5, 6}, false, 0});
  CHECK(rig.found() == Units{3, 6});
  CHECK(rig.scan->hung_up() == 4);
}

TEST_CASE("a scan whose line is lost keeps what it found, and says why it ended") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([&](const auto& request, auto& peer) {
    if (request.unit == 3) {
      rig.slave.shut_down();
    } else {
      peer.send(Slave::exception(request, 2));
    }
  });
  rig.run({{1, 2, 3, 4, 5}, false, 0});
  CHECK_FALSE(rig.scan->complete());
  CHECK(rig.found() == Units{1, 2});
  REQUIRE(rig.scan->lost());
  CHECK(rig.scan->lost()->kind == Trouble::Kind::unreachable);
  CHECK_THAT(rig.scan->lost()->why, Catch::Contains("cannot connect"));
  CHECK(rig.scan->progress().asked == 2);
}

TEST_CASE("a scan can be stopped at any time and knows how far it came") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    if (request.unit == 1) peer.send(Slave::exception(request, 2));
  });
  rig.start({{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, false, 0});
  rig.pass_until([&] { return rig.slave.requests_to(5) == 1; });
  rig.scan->stop();
  rig.clock.advance(1min);
  rig.settle();
  CHECK_FALSE(rig.done);
  CHECK(rig.found() == Units{1});
  const auto progress = rig.scan->progress();
  CHECK(progress.asked == 4);
  CHECK(progress.total == 10);
  CHECK(progress.unit == 5);
  CHECK(progress.left.has_value());
}

// node-modbus-serial#505, pysolarmanv5#107: silent for what they do not know.
TEST_CASE("where nobody answers, another question is asked, and which ones is known") {
  for (const int function : {3, 4, 43}) {
    Rig rig;
    rig.over_tcp();
    rig.slave.script([&](const auto& request, auto& peer) {
      if (request.unit == 2 && request.function == function) peer.send(Slave::exception(request, 2));
    });
    ScanOptions wishes{{1, 2, 3}, false, 0};
    wishes.questions = parse_scan_options({"1-3", "", ""}, false)->questions;
    rig.run(wishes);
    CHECK(rig.scan->complete());
    CHECK(rig.found() == Units{2});
    CHECK(rig.scan->questions().size() == (function == 3 ? 1 : function == 4 ? 2 : 3));
    CHECK(rig.scan->progress().asked == 3);
  }
}

TEST_CASE("a scan may ask for an address that the devices have") {
  const auto options = parse_scan_options({"1-3", "", "3000"}, false);
  REQUIRE(options);
  REQUIRE(options->questions.size() == 1);
  CHECK(options->questions[0] == Request(Range{Table::input_registers, 3000, 1}));
  Rig rig;
  rig.over_tcp();
  rig.slave.script([](const auto& request, auto& peer) {
    if (request.function == 4 && request.first == 3000) peer.send(Slave::answer(request));
  });
  rig.run(*options);
  CHECK(rig.found() == Units{1, 2, 3});
  CHECK(parse_scan_options({"", "7", ""}, true)->questions ==
        std::vector<Request>{Range{Table::holding_registers, 7, 1}});
  CHECK_FALSE(parse_scan_options({"", "7", "7"}, true));
  CHECK_FALSE(parse_scan_options({"", "0-200", ""}, false));
  CHECK_FALSE(parse_scan_options({"", "x", ""}, false));
}

TEST_CASE("all units of a serial line are asked one question: each takes minutes") {
  CHECK(parse_scan_options({"", "", ""}, true)->questions.size() == 1);
  CHECK(parse_scan_options({"1-4", "", ""}, true)->questions.size() == 3);
  CHECK(parse_scan_options({"", "", ""}, false)->questions.size() == 3);
}

TEST_CASE("a unit whose answers carry another id is found, with both ids and the remedy") {
  Rig rig;
  rig.over_tcp();
  const auto with_own_id = [](auto request, auto& peer) {
    request.transaction = static_cast<std::uint16_t>(request.transaction + 4000);
    if (request.unit == 2) peer.send(Slave::answer(request));
  };
  rig.slave.script(with_own_id);
  rig.run({{1, 2, 3}, false, 0});
  REQUIRE(rig.found() == Units{2});
  CHECK(rig.scan->found()[0].garbled);
  CHECK_THAT(rig.scan->found()[0].why, Catch::Contains("answers carry id 4002 where 2 was asked") &&
                                           Catch::Contains("any_transaction_id: true"));
  Rig told;
  told.settings.any_transaction_id = true;
  told.over_tcp();
  told.slave.script(with_own_id);
  told.run({{1, 2, 3}, false, 0});
  REQUIRE(told.found() == Units{2});
  CHECK_FALSE(told.scan->found()[0].garbled);
}

TEST_CASE("requests of a scan keep their pause") {
  Rig rig;
  rig.settings.pause_between = 20ms;
  rig.over_tcp();
  std::vector<SteadyTime> times;
  rig.slave.script([&](const auto& request, auto& peer) {
    times.push_back(rig.clock.now());
    peer.send(Slave::exception(request, 11));
  });
  rig.run({{1, 2, 3, 4, 5}, false, 0});
  REQUIRE(times.size() == 5);
  for (std::size_t i = 1; i < times.size(); ++i) CHECK(times[i] - times[i - 1] >= 20ms);
}

TEST_CASE("on a serial line units are found among silence and noise") {
  Rig rig;
  rig.over_serial();
  rig.line.script([](const auto& request, auto& line) {
    if (request.unit == 2) line.send(ScriptedSerialSlave::exception(request, request.function == 43 ? 1 : 2));
    if (request.unit == 3) line.send({0x00, 0xF8, 0x80, 0x80});  // another speed
  });
  rig.run({{1, 2, 3, 4}, false, 1});
  REQUIRE(rig.found() == Units{2, 3});
  CHECK_FALSE(rig.scan->found()[0].garbled);
  CHECK(rig.scan->found()[1].garbled);
  CHECK_THAT(rig.scan->found()[1].why, Catch::Contains("check baud"));
  rig.until([&] { return rig.line.requests_to(4) == 2; });  // it may still be on the line
}

TEST_CASE("every id of a line is asked once; on TCP first those by which a device answers by itself") {
  const auto serial = parse_scan_options({"", "", ""}, true);
  REQUIRE(serial);
  CHECK(serial->units.size() == 247);
  CHECK(serial->units.front() == 1);
  CHECK(serial->units.back() == 247);
  CHECK_FALSE(serial->until_alike);
  CHECK(serial->repeats == 0);
  const auto tcp = parse_scan_options({"", "", ""}, false);
  REQUIRE(tcp);
  CHECK(std::vector<std::uint8_t>(tcp->units.begin(), tcp->units.begin() + 6) ==
        std::vector<std::uint8_t>{255, 0, 1, 247, 2, 3});
  CHECK(std::set<int>(tcp->units.begin(), tcp->units.end()).size() == tcp->units.size());
  CHECK(tcp->units.size() == 249);
  CHECK(tcp->until_alike);
}

TEST_CASE("ids that are named are asked as named, on a serial line twice where they are silent") {
  const auto named = parse_scan_options({"4,1-2", "", ""}, true);
  REQUIRE(named);
  CHECK(named->units == std::vector<std::uint8_t>{1, 2, 4});
  CHECK(named->repeats == 1);
  CHECK(parse_scan_options({"0,255", "", ""}, false)->repeats == 0);
  CHECK_FALSE(parse_scan_options({"0", "", ""}, true));
  CHECK_FALSE(parse_scan_options({"248", "", ""}, true));
}

namespace {

// The registers of a shipped profile's device, which refuses all others and says nothing of itself.
Slave::Bytes held_by(const Image& image, const Slave::Request& request) {
  Slave::Bytes pdu{request.function, static_cast<std::uint8_t>(2 * request.count)};
  for (unsigned i = 0; i < request.count; ++i) {
    const auto word = image.registers.find({static_cast<Table>(request.function), request.first + i});
    if (request.function == 43 || word == image.registers.end())
      return Slave::exception(request, request.function == 43 ? 1 : 2);
    pdu.push_back(static_cast<std::uint8_t>(word->second >> 8));
    pdu.push_back(static_cast<std::uint8_t>(word->second));
  }
  return Slave::framed(request.transaction, request.unit, pdu);
}

std::vector<Signature> eastrons() {
  std::vector<Signature> all;
  for (const char* name : {"eastron-sdm120.yaml", "eastron-sdm630.yaml"}) {
    const auto of_file =
        signatures_in(content_of(profiles_folder() / name), std::string("examples/profiles/") + name);
    all.insert(all.end(), of_file.begin(), of_file.end());
  }
  REQUIRE(all.size() == 2);
  return all;
}

ScanOptions recognising(std::vector<std::uint8_t> units) {
  return {std::move(units), false, 0, {Range{Table::holding_registers, 0, 1}}, eastrons()};
}

}  // namespace

TEST_CASE("a unit that does not say who it is reads like a profile, which is proposed as a guess") {
  Rig rig;
  rig.over_tcp();
  const Image sdm630 = image_of(images_folder() / "eastron-sdm630");
  rig.slave.script([&](const auto& request, auto& peer) {
    if (request.unit == 5) peer.send(held_by(sdm630, request));
    if (request.unit == 6) peer.send(Slave::exception(request, request.function == 43 ? 1 : 2));
  });
  rig.run(recognising({4, 5, 6}));
  REQUIRE(rig.found() == Units{5, 6});
  const FoundUnit& meter = rig.scan->found()[0];
  REQUIRE(meter.likenesses.size() == 1);
  CHECK(meter.likenesses[0].profile == "sdm630");
  CHECK(rig.scan->found()[1].likenesses.empty());
  CHECK(rig.slave.requests_to(4) == 1);
  // Holding 0, 43/14, 3 marks of SunSpec; input 70, and no more of it as that is refused.
  CHECK(rig.slave.requests_to(6) == 6);
  std::set<int> functions;
  for (const auto& request : rig.slave.requests()) functions.insert(request.function);
  CHECK(functions == std::set<int>{3, 4, 43});

  CHECK(found_text(meter).starts_with("unit 5: (does not say); reads like sdm630; "));
  const std::string said = scan_text(*rig.scan, {"LINK", "GATEWAY", {}}, 0);
  CHECK_THAT(said, Catch::Contains("\"reads like\" is a guess"));
  CHECK_THAT(said, Catch::Contains(R"(
  # unit 5: (does not say)
  #   reads like sdm630: frequency_hz 50.02 at input 70, voltage_l1 230.2 at input 0, voltage_l2 231.75 at input 2, voltage_l3 229.5 at input 4
  # the profile is a guess from these values: compare them with the device's display
  # include: [examples/profiles/eastron-sdm630.yaml]
  - { thing: "GATEWAY:unit-{unit}", profile: sdm630, link: LINK, unit: "5" }
)"));
  CHECK_THAT(said, Catch::Contains("profile: PROFILE, link: LINK, unit: \"6\""));
  const std::string document = scan_json(*rig.scan, "host");
  CHECK_THAT(document, Catch::Contains("\"include\": \"examples/profiles/eastron-sdm630.yaml\""));
  CHECK_THAT(document, !Catch::Contains("\"profile\": \"sdm120\""));
}

TEST_CASE("who says who it is says so first, and SunSpec's models are no guess") {
  Rig rig;
  rig.over_tcp();
  const Image sdm630 = image_of(images_folder() / "eastron-sdm630");
  rig.slave.script([&](const auto& request, auto& peer) {
    if (request.unit == 3) return peer.send(sunspec(request));
    peer.send(request.function == 43 ? Slave::identification(request, "ACME", "EM-24", "1.4")
                                     : held_by(sdm630, request));
  });
  rig.run(recognising({2, 3}));
  REQUIRE(rig.found() == Units{2, 3});
  CHECK(
      found_text(rig.scan->found()[0]).starts_with("unit 2: ACME EM-24, firmware 1.4; reads like sdm630; "));
  CHECK(rig.scan->found()[1].likenesses.empty());
  for (const auto& request : rig.slave.requests()) {
    if (request.unit == 3) CHECK(request.function != 4);
  }
}

TEST_CASE("of two profiles that read such values none is proposed, and both are named") {
  Rig rig;
  rig.over_tcp();
  auto wishes = recognising({5});
  wishes.signatures[0].profile = "single";
  wishes.signatures[1].profile = "sdm630-copy";
  wishes.signatures.push_back(eastrons()[1]);
  wishes.signatures[2].file.clear();  // the fleet has it
  const Image sdm630 = image_of(images_folder() / "eastron-sdm630");
  rig.slave.script([&](const auto& request, auto& peer) { peer.send(held_by(sdm630, request)); });
  rig.run(std::move(wishes));
  REQUIRE(rig.found() == Units{5});
  const std::string said = scan_text(*rig.scan, {"LINK", "GATEWAY", {}}, 0);
  CHECK_THAT(said, Catch::Contains("(does not say); reads like sdm630-copy or sdm630 "));
  CHECK_THAT(said, Catch::Contains("  #   reads like sdm630-copy: frequency_hz") &&
                       Catch::Contains("  #   reads like sdm630: frequency_hz") &&
                       Catch::Contains("  # several profiles read such values") &&
                       Catch::Contains("profile: PROFILE, link: LINK, unit: \"5\""));
}

TEST_CASE("a unit that is silent for what it lacks costs a scan two time-outs of each table, and is told") {
  Rig rig;
  rig.over_tcp();
  auto wishes = recognising({5});
  for (std::uint16_t i = 0; i < 8; ++i) {
    Signature signature = eastrons()[0];
    signature.profile = "model-" + std::to_string(i);
    for (SignatureValue& value : signature.values)
      value.where = {Table::holding_registers, static_cast<std::uint16_t>(1000 + i), 2};
    wishes.signatures.push_back(std::move(signature));
  }
  rig.slave.script([&](const auto& request, auto& peer) {
    if (request.function == 3 && request.first == 0) peer.send(Slave::answer(request));
  });
  rig.run(std::move(wishes));
  REQUIRE(rig.found() == Units{5});
  unsigned guesses = 0;
  for (const auto& request : rig.slave.requests())
    guesses += request.function == 4 || (request.first / 8) == 125;
  CHECK(guesses == 3);  // input 70 once for both, and two of the others
  CHECK(rig.scan->found()[0].uncompared.size() == 6);
  CHECK_THAT(scan_text(*rig.scan, {"LINK", "GATEWAY", {}}, 0),
             Catch::Contains("unit 5: not compared with every known profile"));
}

TEST_CASE("a line that is lost while a unit is recognised ends the scan, with the reason") {
  Rig rig;
  rig.over_tcp();
  rig.slave.script([&](const auto& request, auto& peer) {
    request.function == 4 ? rig.slave.shut_down() : peer.send(Slave::exception(request, 2));
  });
  rig.run(recognising({5, 6}));
  REQUIRE(rig.scan->lost());
  CHECK(rig.found().empty());
  CHECK_FALSE(rig.scan->complete());
}
