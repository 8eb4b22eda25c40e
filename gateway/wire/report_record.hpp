// A report as destinations besides the reserved topic get it: there the topic says whose report it is, here
// a record around the document does.
//
//     {"thing":"press-1","gateway":"plant7-gw","at":1764000000000,"report":{...}}
//
// In CBOR the same, a map of four. The report keeps the very bytes that were encoded for the service, so both
// hold the same document. schemas/record.schema.json and report.cddl describe it for readers.
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

// Replaces the content of `out`, whose buffer the caller keeps from record to record: in steady state nothing
// is allocated. `encoded_report` is a whole document in `format`, taken as it is, and no part of `out`. A
// record in JSON is one line without its end.
void encode_record(const RecordFrame& frame, Format format, std::string_view encoded_report,
                   std::string& out);

}  // namespace gatewarden
