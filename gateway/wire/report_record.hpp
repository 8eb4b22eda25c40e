// A report for destinations besides the reserved topic. There the topic says whose report it is; here a
// record around the document does.
//
//     {"thing":"press-1","gateway":"plant7-gw","at":1764000000000,"report":{...}}
//
// CBOR has the same map of four. The report keeps the bytes that were encoded for the service.
// schemas/record.schema.json and report.cddl describe it for readers.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/clock.hpp"
#include "gateway/wire/format.hpp"

namespace gatewarden {

struct RecordFrame {
  std::string_view thing;
  std::string_view gateway;  // the gateway's own thing
  WallTime at{};             // when the report closed; said in milliseconds since 1970
};

// Replaces the content of `out`; the caller keeps its buffer, so that nothing is allocated in steady state.
// `encoded_report` is a whole document in `format`, not part of `out`, and is taken as it is. A record in
// JSON is one line without its line break.
void encode_record(const RecordFrame& frame, Format format, std::string_view encoded_report,
                   std::string& out);

}  // namespace gatewarden
