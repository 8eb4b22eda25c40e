#include "gateway/wire/report_record.hpp"

#include <algorithm>

#include "gateway/wire/cbor_writer.hpp"
#include "gateway/wire/json_writer.hpp"

namespace gatewarden {
namespace {

// Everything before the report. `out` is complete once the writer is gone.
template <class Writer>
void begin(const RecordFrame& frame, std::string& out) {
  Writer to(out, KeyNames::long_names);
  to.open_object(4);
  to.key("thing");
  to.text(frame.thing);
  to.key("gateway");
  to.text(frame.gateway);
  to.key("at");
  to.natural(static_cast<std::uint64_t>(std::max<std::int64_t>(frame.at.time_since_epoch().count(), 0)));
  to.key("report");
}

}  // namespace

void encode_record(const RecordFrame& frame, Format format, std::string_view encoded_report,
                   std::string& out) {
  if (format == Format::json) {
    begin<JsonWriter>(frame, out);
    out.append(encoded_report).push_back('}');
  } else {
    begin<CborWriter>(frame, out);
    out.append(encoded_report);
  }
}

}  // namespace gatewarden
