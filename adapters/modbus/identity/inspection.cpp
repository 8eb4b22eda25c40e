#include "adapters/modbus/identity/inspection.hpp"

#include <algorithm>
#include <utility>

#include "adapters/modbus/identity/inspection_memory.hpp"

namespace gatewarden::modbus {
namespace {

using Way = IdentityDialogue::Way;

// After silence: sooner than the regular interval; grows with the silence.
constexpr Duration kTryAgain = std::chrono::minutes(5);

// Of a fingerprint.
constexpr std::size_t kShownDigits = 16;

void hand_on(std::vector<std::string> strings, PointId point, SampleSink& sink, SteadyTime at) {
  StringList list;
  list.strings = std::move(strings);
  sink.accept(point, ListValue(std::move(list)), at);
}

std::string in_words(const Identity& identity) {
  return identity.empty() ? "does not say who it is" : identity.text();
}

}  // namespace

Inspection::Inspection(const InspectionPlan& plan, std::string origin, const std::string& remembered)
    : plan_(plan), origin_(std::move(origin)) {
  if (!remembered.empty()) recall(remembered);
}

void Inspection::Due::try_again(SteadyTime now, Duration every) {
  wait = std::min(every, kTryAgain * (1 << std::min(in_vain++, 10u)));
  at = now + wait;
}

bool Inspection::begin(SteadyTime now, Duration early) {
  if (identity_dialogue_ || settings_dialogue_) return true;
  if (plan_.identity && identity_due_.is_by(now, early)) {
    identity_dialogue_ = std::make_unique<IdentityDialogue>(plan_.identity->by, told_by_,
                                                            plan_.identity->registers, plan_.max_registers);
  } else if (plan_.settings && settings_due_.is_by(now, early)) {
    settings_dialogue_ = std::make_unique<SettingsDialogue>(plan_.settings->reads);
  }
  return identity_dialogue_ || settings_dialogue_;
}

Duration Inspection::period() const {
  if (!plan_.identity) return plan_.settings->every;
  return plan_.settings ? std::min(plan_.identity->every, plan_.settings->every) : plan_.identity->every;
}

Inspection::Conclusion Inspection::heard(const std::optional<Response>& response, PointId first,
                                         SampleSink& sink, SteadyTime now) {
  Dialogue& dialogue = identity_dialogue_ ? static_cast<Dialogue&>(*identity_dialogue_) : *settings_dialogue_;
  response ? dialogue.answered(*response) : dialogue.unanswered();
  if (dialogue.next()) return {};
  Conclusion conclusion =
      identity_dialogue_ ? conclude_identity(first, sink, now) : conclude_settings(first, sink, now);
  if (std::exchange(is_old_form_, false)) conclusion.news = true;
  return conclusion;
}

Inspection::Conclusion Inspection::conclude_identity(PointId first, SampleSink& sink, SteadyTime now) {
  const auto told = std::exchange(identity_dialogue_, nullptr);
  if (told->identity().empty() && told->unsure()) {
    identity_due_.try_again(now, plan_.identity->every);
    return {};
  }
  identity_due_.done(now, plan_.identity->every);
  Conclusion conclusion;
  conclusion.news = !identity_known_ || told->identity() != identity_;
  if (identity_known_ && conclusion.news) {
    conclusion.change = Change{Change::Of::identity, in_words(identity_), in_words(told->identity())};
  }
  identity_known_ = true;
  identity_ = told->identity();
  told_by_ = identity_.empty() ? Way::either : told->told_by();
  hand_on_identity(conclusion.change.has_value(), first, sink, now);
  return conclusion;
}

void Inspection::hand_on_identity(bool changed, PointId first, SampleSink& sink, SteadyTime now) const {
  for (const auto& [metric, part] : plan_.identity_metrics) {
    std::vector<std::string> strings;
    if (part == kIdentityChanges) {
      sink.accept(first + metric, Number::natural(changed ? 1 : 0), now);
      continue;
    }
    for (std::size_t i = 0; i < kIdentityFields; ++i) {
      const auto field = static_cast<IdentityField>(i);
      if (part.contains(field) && !identity_[field].empty()) strings.push_back(identity_[field]);
    }
    if (!strings.empty()) hand_on(std::move(strings), first + metric, sink, now);
  }
}

Inspection::Conclusion Inspection::conclude_settings(PointId first, SampleSink& sink, SteadyTime now) {
  const auto read = std::exchange(settings_dialogue_, nullptr);
  const std::string fingerprint = read->fingerprint();
  const bool silent = fingerprint.empty() && read->refusal().empty();
  silent ? settings_due_.try_again(now, plan_.settings->every)
         : settings_due_.done(now, plan_.settings->every);
  trouble_ = read->refusal().empty() ? "" : "its settings cannot be read: " + read->refusal();
  if (fingerprint.empty()) return {};
  Conclusion conclusion;
  conclusion.news = fingerprint != fingerprint_;
  if (conclusion.news && !fingerprint_.empty()) {
    conclusion.change = Change{Change::Of::settings, fingerprint_.substr(0, kShownDigits),
                               fingerprint.substr(0, kShownDigits)};
  }
  fingerprint_ = fingerprint;
  for (const auto& [metric, part] : plan_.settings_metrics) {
    if (part == SettingsPart::changes) {
      sink.accept(first + metric, Number::natural(conclusion.change ? 1 : 0), now);
    } else {
      hand_on({fingerprint.substr(0, kShownDigits)}, first + metric, sink, now);
    }
  }
  return conclusion;
}

IdentityQuestion Inspection::question() const { return {plan_.identity->by, plan_.identity->registers}; }

std::string Inspection::settings_reads() const {
  std::string reads;
  if (!plan_.settings) return reads;
  for (const Range& read : plan_.settings->reads) reads += (reads.empty() ? "" : ", ") + to_string(read);
  return reads;
}

std::string Inspection::memory() const {
  InspectionMemory memory;
  memory.origin = origin_;
  if (plan_.identity && identity_known_) memory.identity = {identity_, told_by_, question_digest(question())};
  if (!fingerprint_.empty()) memory.settings = {fingerprint_, settings_reads()};
  return to_text(memory);
}

void Inspection::recall(const std::string& remembered) {
  const auto memory = parse_inspection_memory(remembered);
  if (!memory || memory->origin != origin_) return;
  is_old_form_ = memory->format != kInspectionFormat;
  if (plan_.identity && memory->identity) {
    const std::string asked =
        is_old_form_ ? question_digest_of_format_1(question()) : question_digest(question());
    if (memory->identity->asked == asked) {
      identity_known_ = true;
      identity_ = memory->identity->identity;
      told_by_ = memory->identity->told_by;
    }
  }
  if (memory->settings && memory->settings->reads == settings_reads())
    fingerprint_ = memory->settings->fingerprint;
}

}  // namespace gatewarden::modbus
