// A unit's identity and a fingerprint of its settings, read beside its values, one request at a time. A change
// of either is a security event, even if it happened while the gateway was down; so both are remembered.
//
// Only a unit that has just answered is asked, so a silent one costs nothing. Only a different answer is a
// change, not a refusal or silence.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/modbus/identity/identity_dialogue.hpp"
#include "adapters/modbus/identity/identity_question.hpp"
#include "adapters/modbus/identity/settings_dialogue.hpp"
#include "gateway/sample/sample_sink.hpp"

namespace gatewarden::modbus {

// What a metric reports of an identity: one field, all as a list, or whether it changed.
struct IdentityPart {
  enum class Kind : std::uint8_t { one, all, changes };
  Kind kind = Kind::all;
  IdentityField field{};
  bool contains(IdentityField each) const {
    return kind == Kind::all || (kind == Kind::one && field == each);
  }
  friend bool operator==(const IdentityPart&, const IdentityPart&) = default;
};
inline constexpr IdentityPart kWholeIdentity{IdentityPart::Kind::all};
inline constexpr IdentityPart kIdentityChanges{IdentityPart::Kind::changes};
constexpr IdentityPart part_of(IdentityField field) { return {IdentityPart::Kind::one, field}; }

enum class SettingsPart : std::uint8_t { changes, fingerprint };

struct InspectionPlan {
  struct IdentityPlan {
    Duration every{};
    IdentityDialogue::Way by = IdentityDialogue::Way::either;
    std::vector<IdentityRegisters> registers;  // of Way::registers
  };
  struct SettingsPlan {
    Duration every{};
    std::vector<Range> reads;  // together they make the fingerprint
  };
  std::optional<IdentityPlan> identity;
  std::optional<SettingsPlan> settings;
  std::vector<std::pair<std::uint32_t, IdentityPart>> identity_metrics;
  std::vector<std::pair<std::uint32_t, SettingsPart>> settings_metrics;
  std::uint16_t max_registers = kMaxRegisters;

  bool empty() const { return !identity && !settings; }
};

class Inspection {
 public:
  struct Change {
    enum class Of : std::uint8_t { identity, settings };
    Of what;
    std::string was, is;
  };
  struct Conclusion {
    bool news = false;  // something to remember
    std::optional<Change> change;
  };

  // The plan outlives it. `origin`: the unit's place; memory of another place is ignored, as the fleet file
  // then means another device. `remembered`: from memory(), or empty.
  Inspection(const InspectionPlan& plan, std::string origin, const std::string& remembered);

  // Whether there is a request, of an open dialogue or one due within `early`.
  bool begin(SteadyTime now, Duration early);
  // Drops an open dialogue: after an outage its rest may come from another device.
  void abandon() {
    identity_dialogue_.reset();
    settings_dialogue_.reset();
  }
  // Between two questions, if they are answered.
  Duration period() const;
  // Only after begin() returned true.
  Request asking() const {
    return identity_dialogue_ ? *identity_dialogue_->next() : *settings_dialogue_->next();
  }
  // Without a response there was no answer. The last answer hands on the metrics.
  Conclusion heard(const std::optional<Response>& response, PointId first, SampleSink& sink, SteadyTime now);

  const Identity& identity() const { return identity_; }
  // Why the settings cannot be read, or empty.
  const std::string& trouble() const { return trouble_; }
  // For the next run (inspection_memory.hpp).
  std::string memory() const;

 private:
  IdentityQuestion question() const;  // only if the plan has an identity
  std::string settings_reads() const;
  void recall(const std::string& remembered);
  Conclusion conclude_identity(PointId first, SampleSink& sink, SteadyTime now);
  Conclusion conclude_settings(PointId first, SampleSink& sink, SteadyTime now);
  void hand_on_identity(bool changed, PointId first, SampleSink& sink, SteadyTime now) const;

  const InspectionPlan& plan_;
  std::string origin_;
  std::unique_ptr<IdentityDialogue> identity_dialogue_;
  std::unique_ptr<SettingsDialogue> settings_dialogue_;
  // Next time, and its distance from the last.
  struct Due {
    SteadyTime at = SteadyTime::min();
    Duration wait{};
    unsigned in_vain = 0;  // in a row

    bool is_by(SteadyTime now, Duration early) const { return at <= now + std::min(early, wait / 2); }
    void done(SteadyTime now, Duration every) {
      in_vain = 0;
      wait = every;
      at = now + every;
    }
    void try_again(SteadyTime now, Duration every);
  };
  Due identity_due_, settings_due_;
  bool identity_known_ = false;  // an empty one counts
  Identity identity_;
  IdentityDialogue::Way told_by_ = IdentityDialogue::Way::either;
  std::string fingerprint_;
  bool is_old_form_ = false;  // the stored text, until rewritten
  std::string trouble_;
};

}  // namespace gatewarden::modbus
