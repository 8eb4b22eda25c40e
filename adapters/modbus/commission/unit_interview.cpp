#include "adapters/modbus/commission/unit_interview.hpp"

#include <algorithm>
#include <utility>

#include "adapters/modbus/commission/run_dialogue.hpp"
#include "adapters/modbus/identity/identity_dialogue.hpp"

namespace gatewarden::modbus {

UnitInterview::UnitInterview(RequestClient& client, unsigned repeats, std::span<const Signature> signatures,
                             std::function<void(End)> ended)
    : client_(client), repeats_(repeats), signatures_(signatures), ended_(std::move(ended)) {}

void UnitInterview::begin(std::uint8_t unit, const Request& question) {
  unit_ = {};
  unit_.unit = unit;
  question_ = question;
  client_.ask(unit, question_, repeats_, [this](const Answer& answer) { heard(answer); });
}

bool UnitInterview::is_lost(const Answer& answer) {
  if (answer.kind != Answer::Kind::line_lost) return false;
  trouble_ = {answer.trouble, answer.why};
  ended_(End::line_lost);
  return true;
}

// Any answer of the unit itself shows life, even an exception.
void UnitInterview::heard(const Answer& answer) {
  if (is_lost(answer)) return;
  const bool garbled = answer.kind == Answer::Kind::damaged ||
                       (answer.kind == Answer::Kind::silent && (answer.strays > 0 || answer.misnumbered));
  if (garbled) {
    unit_.garbled = true;
    unit_.why = answer.why;
    return ended_(End::found);
  }
  if (answer.kind == Answer::Kind::hung_up) return ended_(End::hung_up);
  if (answer.kind != Answer::Kind::answered || is_gateways_own(answer.response)) return ended_(End::silent);
  if (std::holds_alternative<Range>(question_)) take(answer, to_string(question_));
  ask_who();
}

void UnitInterview::take(const Answer& answer, const std::string& what) {
  unit_.round_trip = std::max(unit_.round_trip, answer.round_trip);
  slowest_ = std::max(slowest_, answer.round_trip);
  if (answer.is_exception()) {
    unit_.refused.push_back(what + " (" + std::to_string(answer.response.exception) + ")");
  } else if (answer.kind == Answer::Kind::answered && !answer.has_values()) {
    unit_.why = answer.why;
  }
}

void UnitInterview::ask_who() {
  identification_ = {};
  run_dialogue(client_, unit_.unit, identification_, 1, [this](const Answer& answer) {
    if (is_lost(answer)) return;
    unit_.identity = identity_of(identification_);
    take(answer, "identification");
    ask_sunspec();
  });
}

void UnitInterview::ask_sunspec() {
  sunspec_ = SunSpecDialogue(SunSpecDialogue::Extent::all_models);
  run_dialogue(client_, unit_.unit, sunspec_, 1, [this](const Answer& answer) {
    if (is_lost(answer)) return;
    slowest_ = std::max(slowest_, answer.round_trip);
    unit_.models = sunspec_.models();
    if (unit_.identity.empty() && sunspec_.common()) unit_.identity = identity_of(*sunspec_.common());
    unit_.models.empty() ? recognise() : ended_(End::found);  // what it says itself is no guess
  });
}

// Once each: a lost answer costs a guess, and a device that is silent for what it lacks would cost twice the time.
void UnitInterview::recognise() {
  recognition_ = Recognition(signatures_);
  if (!recognition_.next()) return ended_(End::found);
  run_dialogue(client_, unit_.unit, recognition_, 0, [this](const Answer& answer) {
    if (is_lost(answer)) return;
    slowest_ = std::max(slowest_, answer.round_trip);
    unit_.likenesses = recognition_.likenesses();
    unit_.uncompared = recognition_.unknown();
    ended_(End::found);
  });
}

}  // namespace gatewarden::modbus
