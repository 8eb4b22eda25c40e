// gatewarden schema: schemas of fleet file and report, for editors and validators.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "gateway/app/commands/commands.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/base/text/json_text.hpp"
#include "gateway/config/codes.hpp"
#include "gateway/config/fleet_schema.hpp"
#include "gateway/config/reference/fleet_markdown.hpp"
#include "gateway/wire/describe/record_schema.hpp"
#include "gateway/wire/describe/report_cddl.hpp"
#include "gateway/wire/describe/report_schema.hpp"

namespace gatewarden::app {
namespace {

struct Options {
  bool included = false;
  bool keys = false;
  bool codes = false;
  bool report = false;
  bool record = false;
  bool cddl = false;
};

int schema(const Options& options) {
  if (options.included) {
    std::cout << json_page(config::included_schema(protocols()));
  } else if (options.keys) {
    std::cout << config::fleet_markdown(adapters());
  } else if (options.codes) {
    std::cout << config::codes_table(protocols());
  } else if (options.report) {
    std::cout << json_page(report_schema());
  } else if (options.record) {
    std::cout << json_page(record_schema());
  } else if (options.cddl) {
    std::cout << report_cddl();
  } else {
    std::cout << json_page(config::fleet_schema(adapters()));
  }
  return std::cout.flush() ? kFine : kFailed;
}

}  // namespace

void add_schema(const Command& program, Chosen& chosen) {
  const Command command = program.add_command("schema", "Print the JSON Schema of the fleet file.");
  auto options = std::make_shared<Options>();
  const Command what = command.add_alternatives("instead");
  what.flag("--included", options->included, "the JSON Schema of a file that a fleet file includes");
  what.flag("--keys", options->keys, "every key of a fleet file for people, as Markdown");
  what.flag("--codes", options->codes, "the error codes of a fleet file and their remedies, as Markdown");
  what.flag("--report", options->report, "the JSON Schema of a Device Defender report");
  what.flag("--record", options->record, "the JSON Schema of a report's record in files and mirrors");
  what.flag("--cddl", options->cddl, "the CDDL of a report and its record in CBOR");
  command.chosen([&chosen, options] { chosen = [options] { return schema(*options); }; });
}

}  // namespace gatewarden::app
