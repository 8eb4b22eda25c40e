// What one run leaves to the next about a unit's identity and settings, as text in the store (table and key:
// gateway/store/FORMAT.md). Pure.
//
// Format 2 is one JSON object, without blanks, keys in alphabetic order:
//   {"asked":"<64 hex>","format":2,"identity":{"firmware":"1.4","vendor":"ACME"},"origin":"hall-a unit 1",
//    "settings":"<64 hex>","settings_in":"holding 200..205, coil 0..7","told_by":"device_identification"}
//   origin       link and unit; a text of another origin is ignored
//   identity     text by field (identity.hpp), without empty ones; {}: the device has none.
//                Absent, with told_by and asked: not yet known
//   told_by      "device_identification", "sunspec" or "registers"; "any" with an empty identity
//   asked        digest of the question (identity_question.hpp); if it differs, identity is ignored
//   settings     fingerprint (settings_dialogue.hpp); absent, with settings_in: not yet known
//   settings_in  the reads of the fingerprint; if they differ, settings is ignored
// Format 1, before the first release: no "format", told_by a number (0 any, 1 device identification, 2 sunspec,
// 3 registers), asked by its rules. It is read, and rewritten in format 2 after the unit's next answer. Text
// that is not JSON or has a later format is ignored.
#pragma once

#include <optional>
#include <string>

#include "adapters/modbus/identity/identity_dialogue.hpp"

namespace gatewarden::modbus {

inline constexpr unsigned kInspectionFormat = 2;

struct InspectionMemory {
  struct OfIdentity {
    Identity identity;
    IdentityDialogue::Way told_by = IdentityDialogue::Way::either;
    std::string asked;
  };
  struct OfSettings {
    std::string fingerprint;
    std::string reads;
  };
  unsigned format = kInspectionFormat;  // of the text it came from
  std::string origin;
  std::optional<OfIdentity> identity;
  std::optional<OfSettings> settings;
};

std::string to_text(const InspectionMemory& memory);  // in format 2
std::optional<InspectionMemory> parse_inspection_memory(const std::string& text);

}  // namespace gatewarden::modbus
