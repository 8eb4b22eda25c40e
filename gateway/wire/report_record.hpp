// A report for destinations besides the reserved topic, which names the thing. Here a
// record around the document does.
//
//     {"thing":"press-1","gateway":"plant7-gw","at":1764000000000,"report":{...}}
//
// CBOR has the same map of four. The report keeps the bytes encoded for the service. schemas/record.schema.json
// and report.cddl describe it.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

struct RecordFrame {
  std::string_view thing;
  std::string_view gateway;
  WallTime at{};  // when the report closed; written in milliseconds since 1970
};

// Replaces the content of `out`; a reused buffer needs no allocation in steady state. `encoded_report` is a whole
// document in `format`, not part of `out`, copied unchanged. A JSON record is one line without its line break.
void encode_record(const RecordFrame& frame, Format format, std::string_view encoded_report,
                   std::string& out);

}  // namespace gatewarden
