// Any answers to a dialogue. The first two bytes choose it; each answer then takes a byte for its kind, and
// what it needs. A dialogue asks only valid questions and ends whatever it hears.
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

#include "adapters/modbus/identity/identity_dialogue.hpp"
#include "adapters/modbus/identity/recognition.hpp"
#include "adapters/modbus/identity/settings_dialogue.hpp"

using namespace gatewarden::modbus;

namespace {

// The longest: 32 identifications, a refusal, 3 marks, then 64 models whose common one is
// read register by register.
constexpr unsigned kMaxQuestions = 200;

void require(bool so) {
  if (!so) std::abort();
}

class Script {
 public:
  explicit Script(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const std::uint8_t first = bytes_[0];
    bytes_ = bytes_.subspan(1);
    return first;
  }
  // As many as are left, then 0.
  void append(std::vector<std::uint8_t>& pdu, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) pdu.push_back(byte());
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

// Values of the right length: registers, or three objects and whether more follow.
std::vector<std::uint8_t> fitting(const Request& request, Script& script) {
  std::vector<std::uint8_t> pdu{function_of(request)};
  if (const auto* range = std::get_if<Range>(&request)) {
    const std::size_t count = answer_pdu_bytes(*range) - 2;
    pdu.push_back(static_cast<std::uint8_t>(count));
    script.append(pdu, count);
    return pdu;
  }
  pdu.insert(pdu.end(), {14, std::get<ReadIdentification>(request).category, 0x82});
  script.append(pdu, 2);  // more follows, and from where
  pdu.push_back(3);
  for (int object = 0; object < 3; ++object) {
    script.append(pdu, 1);
    pdu.push_back(script.byte() % 64);
    script.append(pdu, pdu.back());
  }
  return pdu;
}

// A SunSpec map that goes on as long as it is read.
std::vector<std::uint8_t> sunspec(const Request& request, Script& script) {
  const auto* range = std::get_if<Range>(&request);
  if (!range || range->count != 2 || is_bits(range->table)) return fitting(request, script);
  if (range->first == 40000) return {3, 4, 'S', 'u', 'n', 'S'};
  return {3, 4, 0, script.byte(), 0, script.byte()};
}

void hear(Dialogue& dialogue, const Request& request, Script& script) {
  const std::uint8_t kind = script.byte();
  std::vector<std::uint8_t> pdu;
  switch (kind % 8) {
    case 0:
      return dialogue.unanswered();
    case 1:
      pdu = {static_cast<std::uint8_t>(function_of(request) | 0x80), script.byte()};
      break;
    case 2:  // any length
      pdu = {function_of(request)};
      script.append(pdu, kind / 8);
      break;
    case 3:
      pdu = sunspec(request, script);
      break;
    default:
      pdu = fitting(request, script);
  }
  dialogue.answered(parse_response(request, pdu));
}

void check_question(const Request& request) {
  std::array<std::uint8_t, kMaxRequestPduBytes> bytes{};
  require(write_request(request, bytes) <= bytes.size() && !to_string(request).empty());
  if (const auto* range = std::get_if<Range>(&request)) {
    require(range->count > 0 && range->end() <= 0x10000);
    require(range->count <= (is_bits(range->table) ? kMaxBits : kMaxRegisters));
  } else {
    const std::uint8_t category = std::get<ReadIdentification>(request).category;
    require(category == 1 || category == 2);
  }
}

void carry(Dialogue& dialogue, Script script) {
  unsigned questions = 0;
  while (const auto request = dialogue.next()) {
    require(++questions <= kMaxQuestions);
    check_question(*request);
    require(dialogue.next() == request);
    hear(dialogue, *request, script);
  }
}

std::vector<IdentityRegisters> registers_of_identity() {
  ValueShape text, number;
  text.as = DataType::text;
  text.registers = 5;
  number.labels = {{17, "EM24"}};
  return {{IdentityField::serial, {Table::holding_registers, 65531, 5}, text},
          {IdentityField::product, {Table::input_registers, 11, 1}, number}};
}

// Of every kind of value: what a device answers is shown to people.
std::vector<Signature> signatures() {
  ValueShape text, number, real;
  text.as = DataType::text;
  text.registers = 5;
  number.valid = Plausible{1, 9};
  real.as = DataType::float32;
  real.valid = Plausible{45, 65};
  const SignatureValue hz{"hz", {Table::input_registers, 70, 2}, real, {}};
  const SignatureValue model{"model", {Table::holding_registers, 65531, 5}, text, {"E"}};
  return {{"text", "", {model}},
          {"bit", "", {{"bit", {Table::coils, 7, 1}, number, {}}}},
          {"more", "", {hz, model}},
          {"numbers", "", {hz, {"code", {Table::holding_registers, 11, 1}, number, {}}}}};
}

// Printable, for display and log.
void check_printable(const std::string& text) {
  for (const char c : text) require(c >= ' ' && c <= '~');
}
void check_told(const Identity& identity) { check_printable(identity.text()); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 2) return 0;
  const std::uint8_t choice = bytes[0];
  const auto most = static_cast<std::uint16_t>(1 + bytes[1] % kMaxRegisters);
  const Script script({bytes + 2, size - 2});
  using By = IdentityDialogue::Way;
  static const std::vector<IdentityRegisters> registers = registers_of_identity();
  static const std::vector<Range> settings{{Table::coils, 0, 1999}, {Table::holding_registers, 65411, 125}};
  if (choice % 4 == 0) {
    IdentificationDialogue dialogue;
    carry(dialogue, script);
    check_told(identity_of(dialogue));
  } else if (choice % 4 == 1) {
    using Extent = SunSpecDialogue::Extent;
    SunSpecDialogue dialogue(choice & 4 ? Extent::common : Extent::all_models, most);
    carry(dialogue, script);
    if (dialogue.common()) check_told(identity_of(*dialogue.common()));
    for (const SunSpecModel& model : dialogue.models()) (void)sunspec_model_name(model.number);
  } else if (choice % 4 == 2) {
    IdentityDialogue dialogue(static_cast<By>(choice / 4 % 4), static_cast<By>(choice / 16 % 4), registers,
                              most);
    carry(dialogue, script);
    check_told(dialogue.identity());
  } else if (choice & 4) {
    static const std::vector<Signature> known = signatures();
    Recognition dialogue(known);
    carry(dialogue, script);
    for (const Likeness& likeness : dialogue.likenesses()) {
      for (const auto& seen : likeness.seen) check_printable(seen.value);
    }
  } else {
    SettingsDialogue dialogue(settings);
    carry(dialogue, script);
    require(dialogue.fingerprint().empty() || dialogue.fingerprint().size() == 64);
  }
  return 0;
}
