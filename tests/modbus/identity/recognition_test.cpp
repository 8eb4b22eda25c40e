// Which shipped profile a unit reads like that does not say who it is: the right one for the profiles' devices,
// none for others, with few reads.
#include "adapters/modbus/identity/recognition.hpp"

#include <random>
#include <set>

#include "adapters/modbus/fleet_signatures.hpp"
#include "tests/modbus/profile_images.hpp"

using namespace gatewarden;
using namespace gatewarden::modbus;

namespace {

// What a device holds at an address; nothing: it refuses it.
using Device = std::function<std::optional<std::uint16_t>(Table, std::uint32_t address)>;

std::vector<Signature> shipped_signatures() {
  std::vector<Signature> all;
  for (const auto& file : sorted(profiles_folder())) {
    for (Signature& signature : signatures_in(content_of(file), file.filename().string()))
      all.push_back(std::move(signature));
  }
  return all;
}

struct Reads {
  std::vector<Range> asked;
  std::vector<std::string> profiles;
  std::vector<Likeness> likenesses;
};

std::vector<std::uint8_t> answer_of(const Device& device, const Range& range) {
  std::vector<std::uint8_t> pdu{function_of(range), static_cast<std::uint8_t>(2 * range.count)};
  for (std::uint32_t at = range.first; at < range.end(); ++at) {
    const auto word = device(range.table, at);
    if (!word) return {static_cast<std::uint8_t>(function_of(range) | 0x80), kIllegalDataAddress};
    pdu.push_back(static_cast<std::uint8_t>(*word >> 8));
    pdu.push_back(static_cast<std::uint8_t>(*word));
  }
  return pdu;
}

Reads ask(Recognition& recognition, const Device& device) {
  Reads reads;
  while (const auto question = recognition.next()) {
    reads.asked.push_back(std::get<Range>(*question));
    const auto pdu = answer_of(device, reads.asked.back());
    recognition.answered(parse_response(*question, pdu));
  }
  reads.likenesses = recognition.likenesses();
  for (const Likeness& likeness : reads.likenesses) reads.profiles.push_back(likeness.profile);
  return reads;
}

Reads ask(const std::vector<Signature>& signatures, const Device& device) {
  Recognition recognition(signatures);
  return ask(recognition, device);
}

Device device_of(const Image& image) {
  return [image](Table table, std::uint32_t address) -> std::optional<std::uint16_t> {
    const auto word = image.registers.find({table, address});
    return word == image.registers.end() ? std::nullopt : std::optional(word->second);
  };
}

// A value that is `least` to `most`.
SignatureValue number_at(std::uint16_t address, double least, double most) {
  SignatureValue value{"at_" + std::to_string(address), {Table::holding_registers, address, 1}, {}, {}};
  value.shape.valid = Plausible{least, most};
  return value;
}

using Profiles = std::vector<std::string>;

}  // namespace

TEST_CASE("a device of each shipped profile with a signature reads like that profile alone") {
  const auto signatures = shipped_signatures();
  std::set<std::string> with_signature, recognised;
  for (const Signature& signature : signatures) with_signature.insert(signature.profile);
  for (const auto& folder : sorted(images_folder())) {
    const Image image = image_of(folder);
    CAPTURE(image.profile);
    const Reads reads = ask(signatures, device_of(image));
    const bool told = with_signature.count(image.profile) > 0;
    CHECK(reads.profiles == (told ? Profiles{image.profile} : Profiles{}));
    CHECK(reads.asked.size() <= Recognition::kMaxReads);
    recognised.insert(reads.profiles.begin(), reads.profiles.end());
  }
  CHECK(recognised == with_signature);
  CHECK(recognised.count("sdm630") == 1);
}

TEST_CASE("what was seen is told with its place") {
  const Reads reads = ask(shipped_signatures(), device_of(image_of(images_folder() / "eastron-sdm630")));
  REQUIRE(reads.likenesses.size() == 1);
  CHECK(reads.likenesses[0].file == "eastron-sdm630.yaml");
  REQUIRE(reads.likenesses[0].seen.size() == 4);
  const auto& [name, value, at] = reads.likenesses[0].seen[0];
  CHECK(name == "frequency_hz");
  CHECK(value == "50.02");
  CHECK(at == "input 70");
}

TEST_CASE("devices that hold anything else are not recognised") {
  const auto signatures = shipped_signatures();
  const auto nobody = [&signatures](const Device& device) {
    const Reads reads = ask(signatures, device);
    CHECK(reads.profiles == Profiles{});
    CHECK(reads.asked.size() <= Recognition::kMaxReads);
  };
  nobody([](Table, std::uint32_t) { return std::uint16_t{0}; });
  nobody([](Table, std::uint32_t) { return std::uint16_t{0xFFFF}; });
  nobody([](Table, std::uint32_t address) { return static_cast<std::uint16_t>(address); });
  nobody([](Table, std::uint32_t) { return std::nullopt; });
  // A text in each register, and a float that is a voltage in one order or the other.
  nobody([](Table, std::uint32_t) { return std::uint16_t{0x2020}; });
  nobody([](Table, std::uint32_t) { return std::uint16_t{0x4366}; });
  for (unsigned seed = 0; seed < 2000; ++seed) {
    CAPTURE(seed);
    nobody([seed](Table table, std::uint32_t address) {
      std::mt19937 words(seed << 20 ^ static_cast<unsigned>(table) << 17 ^ address);
      return static_cast<std::uint16_t>(words());
    });
  }
}

TEST_CASE("a meter without a voltage on its phases is no meter of that kind") {
  Image image = image_of(images_folder() / "eastron-sdm630");
  for (const std::uint32_t address : {0u, 1u, 2u, 3u, 4u, 5u})
    image.registers[{Table::input_registers, address}] = 0;
  CHECK(ask(shipped_signatures(), device_of(image)).profiles == Profiles{});
}

TEST_CASE("a model is given up at the first value that is not its, and a range is read once for all") {
  const std::vector<Signature> signatures{{"a", "", {number_at(1, 5, 9), number_at(2, 5, 9)}},
                                          {"b", "", {number_at(1, 0, 4), number_at(3, 5, 9)}},
                                          {"c", "", {number_at(3, 5, 9), number_at(1, 0, 4)}}};
  const Reads reads = ask(signatures, [](Table, std::uint32_t address) {
    return static_cast<std::uint16_t>(address == 3 ? 7 : 1);
  });
  CHECK(reads.profiles == Profiles{"b", "c"});
  CHECK(reads.asked ==
        std::vector<Range>{{Table::holding_registers, 1, 1}, {Table::holding_registers, 3, 1}});
}

TEST_CASE("of two that a unit reads like, one that asks for less is left out") {
  const std::vector<Signature> signatures{{"plain", "", {number_at(1, 5, 9)}},
                                          {"rich", "", {number_at(1, 5, 9), number_at(2, 5, 9)}},
                                          {"other", "", {number_at(2, 5, 9)}},
                                          {"wider", "", {number_at(1, 0, 9)}}};
  const auto seven = [](Table, std::uint32_t) { return std::uint16_t{7}; };
  CHECK(ask(signatures, seven).profiles == Profiles{"rich", "wider"});
  const auto one = [](Table, std::uint32_t address) {
    return static_cast<std::uint16_t>(address == 1 ? 7 : 0);
  };
  CHECK(ask(signatures, one).profiles == Profiles{"plain", "wider"});
}

TEST_CASE("a unit is read sixteen times at most, and what could not be compared is told") {
  std::vector<Signature> signatures;
  for (std::uint16_t i = 0; i < 20; ++i)
    signatures.push_back({"model-" + std::to_string(i), "", {number_at(i, 5, 9)}});
  signatures.push_back({"known", "", {number_at(3, 0, 4)}});
  Recognition recognition(signatures);
  const Reads reads = ask(recognition, [](Table, std::uint32_t) { return std::uint16_t{1}; });
  CHECK(reads.asked.size() == Recognition::kMaxReads);
  CHECK(reads.profiles == Profiles{"known"});
  CHECK(recognition.unknown() == Profiles{"model-16", "model-17", "model-18", "model-19"});
}

TEST_CASE("a unit that is silent for what it lacks is asked twice of each table, and is still recognised") {
  const auto input = [](SignatureValue value) {
    value.where.table = Table::input_registers;
    return value;
  };
  const std::vector<Signature> signatures{
      {"a", "", {number_at(1, 5, 9)}},        {"b", "", {number_at(2, 5, 9)}},
      {"c", "", {number_at(3, 5, 9)}},        {"d", "", {number_at(1, 0, 9)}},
      {"e", "", {input(number_at(1, 5, 9))}}, {"f", "", {number_at(4, 5, 9)}}};
  Recognition recognition(signatures);
  unsigned silences = 0;
  while (const auto question = recognition.next()) {
    const Range& range = std::get<Range>(*question);
    if (range.table == Table::input_registers) {
      const auto pdu = answer_of([](Table, std::uint32_t) { return std::uint16_t{7}; }, range);
      recognition.answered(parse_response(*question, pdu));
    } else if (++silences == 2) {
      const std::vector<std::uint8_t> pdu{0x83, kGatewayTargetSilent};
      recognition.answered(parse_response(*question, pdu));  // the gateway's word for the same
    } else {
      recognition.unanswered();
    }
  }
  CHECK(silences == Recognition::kMaxSilences);
  REQUIRE(recognition.likenesses().size() == 1);
  CHECK(recognition.likenesses()[0].profile == "e");
  CHECK(recognition.unknown() == Profiles{"c", "f"});
}

TEST_CASE("a value without a range or a beginning tells nothing") {
  SignatureValue number = number_at(1, 5, 9), text = number;
  number.shape.valid.reset();
  text.shape.as = DataType::text;
  text.shape.valid.reset();
  text.shape.registers = 1;
  const std::vector<std::uint8_t> bytes{'E', 'M'};
  CHECK_FALSE(number.seen_in(bytes));
  CHECK_FALSE(text.seen_in(bytes));
  text.begins = {"E"};
  CHECK(text.seen_in(bytes) == "EM");
  text.begins = {"M"};
  CHECK_FALSE(text.seen_in(bytes));
}

TEST_CASE("without signatures nothing is asked") { CHECK_FALSE(Recognition().next()); }
