#include "adapters/modbus/identity/identity_dialogue.hpp"

#include <catch2/catch.hpp>
#include <functional>
#include <vector>

#include "adapters/modbus/wire/mbap.hpp"
#include "adapters/modbus/wire/rtu.hpp"
#include "tests/support/scripted_serial_slave.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;
using Bytes = std::vector<std::uint8_t>;
using Way = IdentityDialogue::Way;

namespace {

struct Object {
  std::uint8_t id;
  std::string text;
};

// The PDU of an answer; `more`: the next object, 0 if it is the last.
Bytes identification(std::uint8_t category, const std::vector<Object>& objects, std::uint8_t more = 0) {
  Bytes pdu{0x2B,
            0x0E,
            category,
            0x82,
            static_cast<std::uint8_t>(more ? 0xFF : 0),
            more,
            static_cast<std::uint8_t>(objects.size())};
  for (const Object& object : objects) {
    pdu.push_back(object.id);
    pdu.push_back(static_cast<std::uint8_t>(object.text.size()));
    for (const char c : object.text) pdu.push_back(static_cast<std::uint8_t>(c));
  }
  return pdu;
}

// A device with holding registers and optional identification objects. An empty answer is silence.
struct Unit {
  std::map<std::uint16_t, std::uint16_t> registers;
  std::function<Bytes(const ReadIdentification&)> identify = [](const ReadIdentification&) {
    return Bytes{0xAB, kIllegalFunction};
  };
  unsigned questions = 0;

  void write(std::uint16_t at, const std::string& text) {
    for (std::size_t i = 0; i < text.size(); i += 2) {
      registers[static_cast<std::uint16_t>(at + i / 2)] = static_cast<std::uint16_t>(
          static_cast<unsigned char>(text[i]) << 8 | (i + 1 < text.size() ? text[i + 1] : 0));
    }
  }
  void fill(std::uint16_t at, std::uint16_t count) {
    for (std::uint16_t i = 0; i < count; ++i) registers.try_emplace(static_cast<std::uint16_t>(at + i), 0);
  }
  Bytes answer(const Request& request) const {
    if (const auto* asked = std::get_if<ReadIdentification>(&request)) return identify(*asked);
    const auto& range = std::get<Range>(request);
    Bytes pdu{static_cast<std::uint8_t>(range.table), static_cast<std::uint8_t>(2 * range.count)};
    for (std::uint32_t at = range.first; at < range.end(); ++at) {
      const auto found = registers.find(static_cast<std::uint16_t>(at));
      if (found == registers.end()) return Bytes{0x83, kIllegalDataAddress};
      pdu.push_back(static_cast<std::uint8_t>(found->second >> 8));
      pdu.push_back(static_cast<std::uint8_t>(found->second));
    }
    return pdu;
  }
  void talk(Dialogue& dialogue) {
    while (const auto request = dialogue.next()) {
      REQUIRE(++questions < 1000);
      const Bytes pdu = answer(*request);
      pdu.empty() ? dialogue.unanswered() : dialogue.answered(parse_response(*request, pdu));
    }
  }
};

Unit sunspec_unit(std::uint16_t base, std::uint16_t common_length = 66) {
  Unit unit;
  unit.write(base, "SunS");
  const auto at = static_cast<std::uint16_t>(base + 2);
  unit.registers[at] = 1;
  unit.registers[static_cast<std::uint16_t>(at + 1)] = common_length;
  unit.write(static_cast<std::uint16_t>(at + 2), "SolarMaker");
  unit.write(static_cast<std::uint16_t>(at + 18), "SM-10k  ");
  unit.write(static_cast<std::uint16_t>(at + 42), "4.1.2");
  unit.write(static_cast<std::uint16_t>(at + 50), "A-4711");
  unit.fill(static_cast<std::uint16_t>(at + 2), common_length);
  const auto inverter = static_cast<std::uint16_t>(at + 2 + common_length);
  unit.registers[inverter] = 103;
  unit.registers[static_cast<std::uint16_t>(inverter + 1)] = 50;
  unit.registers[static_cast<std::uint16_t>(inverter + 52)] = 0xFFFF;
  unit.registers[static_cast<std::uint16_t>(inverter + 53)] = 0;
  return unit;
}

}  // namespace

TEST_CASE("an identification in one answer gives its objects") {
  // The specification's example (section 6.21): category 1, conformity 1, three objects.
  const Bytes pdu = identification(1, {{0, "Company"}, {1, "Product code XX"}, {2, "V2.11"}});
  CHECK(identification_pdu_bytes(pdu) == pdu.size());
  CHECK(parse_response(ReadIdentification{1, 0}, pdu).kind == Response::Kind::values);
  for (std::size_t cut = 0; cut < pdu.size(); ++cut) {
    const Bytes part(pdu.begin(), pdu.begin() + static_cast<long>(cut));
    CHECK(identification_pdu_bytes(part) > cut);
    CHECK(parse_response(ReadIdentification{1, 0}, part).kind == Response::Kind::malformed);
  }
}

TEST_CASE("an identification that claims more than an answer holds is none") {
  Bytes pdu = identification(1, {{0, std::string(200, 'a')}, {1, "b"}});
  pdu.push_back(2);
  pdu[6] = 3;
  pdu.push_back(250);
  CHECK(identification_pdu_bytes(pdu) == 0);
  CHECK(identification_pdu_bytes(Bytes{0x2B, 0x0D}) == 0);
  CHECK(identification_pdu_bytes(Bytes{3}) == 0);
}

TEST_CASE("what does not fit into one answer is asked for object by object") {
  Unit unit;
  std::vector<std::uint8_t> asked;
  unit.identify = [&](const ReadIdentification& ask) {
    asked.push_back(ask.object);
    if (ask.object == 0) return identification(2, {{0, "ACME"}, {1, "EM24-DIN"}}, 2);
    if (ask.object == 2) return identification(2, {{2, "1.4"}}, 5);
    return identification(2, {{5, "three phases"}});
  };
  IdentityDialogue dialogue(Way::identification);
  unit.talk(dialogue);
  CHECK(asked == std::vector<std::uint8_t>{0, 2, 5});
  CHECK(dialogue.identity().text() == "ACME EM24-DIN, firmware 1.4, model three phases");
}

TEST_CASE("a device that has the basic objects only is asked for those") {
  Unit unit;
  unit.identify = [](const ReadIdentification& ask) {
    return ask.category == 2 ? Bytes{0xAB, kIllegalDataValue} : identification(1, {{0, "ACME"}});
  };
  IdentityDialogue dialogue(Way::identification);
  unit.talk(dialogue);
  CHECK(dialogue.identity()[IdentityField::vendor] == "ACME");
}

TEST_CASE("a device that never ends is cut short") {
  Unit unit;
  unit.identify = [](const ReadIdentification& ask) {
    return identification(2, {{ask.object, "x"}}, static_cast<std::uint8_t>(ask.object + 1));
  };
  IdentificationDialogue endless;
  unit.talk(endless);
  CHECK(unit.questions <= 32);

  unit.questions = 0;
  unit.identify = [](const ReadIdentification&) { return identification(2, {{0, "x"}}, 1); };
  IdentificationDialogue circling;
  unit.talk(circling);
  CHECK(unit.questions == 2);
}

TEST_CASE("a SunSpec device is found at each of its three places, whatever its common model's length") {
  for (const std::uint16_t base : {40000, 50000, 0}) {
    for (const std::uint16_t length : {65, 66}) {
      Unit unit = sunspec_unit(base, length);
      SunSpecDialogue dialogue(SunSpecDialogue::Extent::all_models);
      unit.talk(dialogue);
      REQUIRE(dialogue.common());
      CHECK(*dialogue.common() == SunSpecCommon{"SolarMaker", "SM-10k", "", "4.1.2", "A-4711"});
      const auto at = static_cast<std::uint16_t>(base + 2);
      CHECK(
          dialogue.models() ==
          std::vector<SunSpecModel>{{1, at, length}, {103, static_cast<std::uint16_t>(at + 2 + length), 50}});
      CHECK(sunspec_model_name(dialogue.models()[1].number) == "inverter, three phases");
    }
  }
}

TEST_CASE("a SunSpec map that breaks off, circles or runs over the end is left there") {
  Unit broken = sunspec_unit(40000);
  broken.registers.erase(40070);
  SunSpecDialogue breaks_off(SunSpecDialogue::Extent::all_models);
  broken.talk(breaks_off);
  CHECK(breaks_off.models().size() == 1);

  Unit over = sunspec_unit(40000);
  over.registers[40071] = 0xFFF0;
  SunSpecDialogue runs_over(SunSpecDialogue::Extent::all_models);
  over.talk(runs_over);
  CHECK(runs_over.models().size() == 2);

  Unit endless = sunspec_unit(0);
  for (std::uint32_t at = 70; at < 1000; ++at) endless.registers[static_cast<std::uint16_t>(at)] = 2;
  SunSpecDialogue goes_on(SunSpecDialogue::Extent::all_models);
  endless.talk(goes_on);
  CHECK(goes_on.models().size() == 64);
}

TEST_CASE("a device without identification is asked the SunSpec way, and one without either says nothing") {
  Unit unit = sunspec_unit(40000);
  IdentityDialogue dialogue(Way::either);
  unit.talk(dialogue);
  CHECK(dialogue.told_by() == Way::sunspec);
  CHECK(dialogue.identity()[IdentityField::serial] == "A-4711");

  Unit plain;
  IdentityDialogue nothing(Way::either);
  plain.talk(nothing);
  CHECK(nothing.identity().empty());
  CHECK_FALSE(nothing.unsure());
  CHECK(plain.questions == 4);
}

TEST_CASE("a lost answer does not make another device of a known one") {
  Unit unit = sunspec_unit(40000);
  unit.identify = [](const ReadIdentification&) { return Bytes{}; };
  IdentityDialogue known(Way::either, Way::identification);
  unit.talk(known);
  CHECK(known.identity().empty());
  CHECK(known.unsure());
  CHECK(unit.questions == 1);

  unit.identify = [](const ReadIdentification& ask) {
    return ask.object == 0 ? identification(2, {{0, "ACME"}}, 1) : Bytes{};
  };
  IdentityDialogue breaks_off(Way::identification);
  unit.talk(breaks_off);
  CHECK(breaks_off.identity().empty());
  CHECK(breaks_off.unsure());

  Unit another = sunspec_unit(40000);  // a refusal means another device, perhaps with another way
  IdentityDialogue refused(Way::either, Way::identification);
  another.talk(refused);
  CHECK(refused.identity()[IdentityField::vendor] == "SolarMaker");
}

TEST_CASE("an identification that breaks off by chance is none, and says nothing about the device") {
  const std::vector<Bytes> chances{{0xAB, 6}, {0xAB, 4}, {0xAB, kGatewayTargetSilent}, {0x2B, 0x0E, 2}};
  for (const Bytes& chance : chances) {
    for (const std::uint8_t at : {0, 2}) {  // the first question, or a later one
      Unit unit = sunspec_unit(40000);
      unit.identify = [&](const ReadIdentification& ask) {
        if (ask.object == at && ask.category == 2) return chance;
        return identification(ask.category, {{0, "ACME"}, {1, "EM24"}}, ask.category == 2 ? 2 : 0);
      };
      IdentityDialogue dialogue(Way::either, Way::identification);
      unit.talk(dialogue);
      CHECK(dialogue.identity().empty());
      CHECK(dialogue.unsure());
      CHECK(unit.questions == (at == 0 ? 1 : 2));  // another way would give another identity
    }
  }
}

TEST_CASE("a device that never tells what it promised has the same identity each time") {
  const auto told = [](const Bytes& second) {
    Unit unit;
    unit.identify = [&](const ReadIdentification& ask) {
      return ask.object == 0 ? identification(2, {{0, "ACME"}, {1, "EM24"}}, 2) : second;
    };
    IdentityDialogue dialogue(Way::identification);
    unit.talk(dialogue);
    CHECK_FALSE(dialogue.unsure());
    return dialogue.identity().text();
  };
  CHECK(told({0xAB, kIllegalDataAddress}) == "ACME EM24");
  CHECK(told({0xAB, kIllegalFunction}) == "ACME EM24");
  CHECK(told(identification(2, {{2, "1.4"}}, 2)) == "ACME EM24, firmware 1.4");  // circular
}

TEST_CASE("an identification is found on a serial line, however it is cut") {
  const Bytes pdu = identification(2, {{0, "ACME"}, {1, "EM24"}});
  for (const std::size_t piece : {1u, 3u, 8u, 100u}) {
    for (const Bytes& before : {Bytes{}, Bytes{4, 0x2B}, Bytes{0xFF, 4, 0x2B, 0x0E, 2, 0x82, 0, 0, 9}}) {
      RtuFraming framing;
      std::array<std::uint8_t, kMaxRequestBytes> out{};
      CHECK(framing.ask({7, 4, ReadIdentification{2, 0}}, out) == 7);
      Bytes bytes = before;
      const Bytes answer = ScriptedSerialSlave::framed(4, pdu);
      bytes.insert(bytes.end(), answer.begin(), answer.end());
      std::vector<Bytes> seen;
      for (std::span<const std::uint8_t> rest(bytes); !rest.empty();) {
        auto next = rest.first(std::min(piece, rest.size()));
        rest = rest.subspan(next.size());
        while (const auto frame = framing.next(next)) {
          if (!frame->damaged) seen.emplace_back(frame->pdu.begin(), frame->pdu.end());
        }
      }
      CHECK(seen.size() <= 1);
      if (before.size() < 9) CHECK(seen == std::vector<Bytes>{pdu});
    }
  }
}

TEST_CASE("a device that is busy for a moment is not another one, whatever way it is asked") {
  Unit unit = sunspec_unit(40000);
  for (const std::uint8_t code : {4, 5, 6, 10, 11}) {
    const auto busy = [&](Dialogue& dialogue, unsigned which) {
      for (unsigned question = 0; const auto request = dialogue.next(); ++question) {
        const Bytes pdu = question == which
                              ? Bytes{static_cast<std::uint8_t>(function_of(*request) | 0x80), code}
                              : unit.answer(*request);
        dialogue.answered(parse_response(*request, pdu));
      }
    };
    for (unsigned which = 0; which < 3; ++which) {
      IdentityDialogue sunspec(Way::sunspec, Way::sunspec);
      busy(sunspec, which);
      CHECK(sunspec.identity().empty());
      CHECK(sunspec.unsure());
    }
    ValueShape one;
    const std::vector<IdentityRegisters> fields{
        {IdentityField::serial, {Table::holding_registers, 40052, 1}, one},
        {IdentityField::model, {Table::holding_registers, 40000, 1}, one}};
    for (unsigned which = 0; which < 2; ++which) {
      IdentityDialogue registers(Way::registers, Way::registers, fields);
      busy(registers, which);
      CHECK(registers.identity().empty());
      CHECK(registers.unsure());
    }
  }
}
