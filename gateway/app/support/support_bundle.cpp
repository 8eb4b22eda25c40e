#include "gateway/app/support/support_bundle.hpp"

#include <algorithm>

#include "adapters/host/host_metrics.hpp"
#include "gateway/app/plan.hpp"
#include "gateway/app/protocols.hpp"
#include "gateway/app/support/log_tail.hpp"
#include "gateway/app/support/redaction.hpp"
#include "gateway/app/support/versions.hpp"
#include "gateway/base/regular_file.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/status/documents.hpp"
#include "gateway/status/show/ask.hpp"
#include "gateway/status/show/page_text.hpp"
#include "gateway/store/database.hpp"
#include "gateway/tls/secret_file.hpp"

namespace gatewarden::app {
namespace {

constexpr std::size_t kMaxFleetBytes = 32 * 1024 * 1024;
constexpr std::size_t kMaxReports = 20;  // whose last report is shown

class Collection {
 public:
  Collection() : redaction_(adapters()) {}

  // First: what it takes out is taken out of all the others.
  void add_fleet(const config::Loaded& loaded);
  void add_plan(const config::Loaded& loaded);
  void add_status(const std::filesystem::path& state_directory);
  void add_log(const std::filesystem::path& file);
  void add(const std::string& name, std::string content) { files_.push_back({name, std::move(content)}); }

  std::vector<BundledFile> finish();

 private:
  void add(const std::string& name, const Result<std::string>& content) {
    content ? add(name, *content) : lacks(name, content.error());
  }
  void lacks(const std::string& name, const std::string& why) { lacking_ += "  " + name + ": " + why + "\n"; }
  void add_verdicts(const status::StatusQuestion& question, const status::GatewaySnapshot& gateway);
  void add_stored(const std::filesystem::path& database);

  Redaction redaction_;
  std::vector<BundledFile> files_;
  std::string lacking_;
};

void Collection::add_fleet(const config::Loaded& loaded) {
  std::size_t number = 0;
  for (const std::filesystem::path& file : loaded.files) {
    const std::string name =
        number == 0 ? "fleet.yaml" : "included-" + std::to_string(number) + file.extension().string();
    ++number;
    const auto text = read_regular_file(file, kMaxFleetBytes);
    if (!text || file.extension() == ".csv") {
      lacks(name, file.string() + ": " +
                      (text ? "tables stay at the site; plan.txt has their children" : text.error()));
      continue;
    }
    std::string told = redaction_.fleet_file(*text, file.string());
    told.empty() ? lacks(name, file.string() + " is no YAML: nobody knows where its secrets are")
                 : add(name, "# " + file.string() + "\n" + told);
  }
  for (const std::string& file : redaction_.password_files()) {
    if (const auto password = read_password("password_file", file)) redaction_.note_secret(password->text());
  }
}

void Collection::add_plan(const config::Loaded& loaded) {
  if (!loaded) return add("errors.txt", config::to_text(loaded.problems));
  std::string notes;
  for (const std::string& note : loaded.notes) notes += note + "\n";
  add("notes.txt", notes);
  add("plan.txt", plan_text(loaded.fleet, protocols(), std::nullopt,
                            host::host_metrics(loaded.fleet.gateway.host.metrics)));
}

void Collection::add_status(const std::filesystem::path& state_directory) {
  const status::StatusQuestion question{state_directory, ""};
  const auto document = status::ask_for_json(question);
  if (!document) {
    lacks("status.json", document.error());
    return add_stored(state_directory / "state.db");
  }
  add("status.json", *document + "\n");
  if (const auto page = status::ask_for_page(question, Screen{})) add("status.txt", *page);
  if (const auto gateway = status::read_status(*document)) add_verdicts(question, *gateway);
}

// Of all children the verdict; of the first that were not accepted the report, too.
void Collection::add_verdicts(const status::StatusQuestion& question,
                              const status::GatewaySnapshot& gateway) {
  std::string verdicts, reports;
  std::size_t shown = 0;
  for (const status::ChildRow& child : gateway.children) {
    verdicts += child.thing + "  " + std::to_string(child.last_report_id.value_or(0)) + "  " +
                (child.last_verdict.empty() ? "none yet" : child.last_verdict) +
                (child.why.empty() ? "" : "  " + child.why) + "\n";
    if (child.last_verdict.empty() || child.last_verdict == "accepted" || ++shown > kMaxReports) continue;
    if (const auto last = status::ask_for_last({question.state_directory, child.thing}, Screen{}))
      reports += *last + "\n";
  }
  add("verdicts.txt", verdicts);
  if (!reports.empty()) add("reports.txt", reports);
}

// Nobody has it open: a gateway would have answered.
void Collection::add_stored(const std::filesystem::path& database) {
  std::unique_ptr<Database> opened;
  StoredState stored;
  std::error_code ignored;
  if (!std::filesystem::exists(database, ignored))
    return lacks("stored.txt", "there is no " + database.string());
  auto trouble = Database::open_as_it_is(database, opened);
  if (!trouble) trouble = opened->read(stored);
  if (trouble) return lacks("stored.txt", trouble->text);
  std::vector<std::string> lines;
  for (const auto& [thing, record] : stored.things)
    lines.push_back(thing + "  last report " + std::to_string(record.last_report_id) + ", sent " +
                    status::iso(record.last_sent) + "\n");
  std::sort(lines.begin(), lines.end());
  std::string text = "no report id from " + std::to_string(stored.report_id_ceiling) + " was used\n" +
                     (stored.unclean_shutdown ? "the last run did not end in order\n" : "");
  for (const std::string& each : lines) text += each;
  add("stored.txt", text);
}

void Collection::add_log(const std::filesystem::path& file) { add("log.txt", log_tail(file)); }

std::vector<BundledFile> Collection::finish() {
  std::string manifest =
      "A support bundle of Gatewarden: no passwords, keys, tokens or user names; hosts, things and "
      "values of devices are in it.\n\nholds\n";
  for (BundledFile& file : files_) {
    file.content = printable_lines(redaction_.text(std::move(file.content)));
    manifest += "  " + file.name + ", " + std::to_string(file.content.size()) + " bytes\n";
  }
  if (!lacking_.empty()) manifest += "\ncould not be had\n" + lacking_;
  manifest += "\ntaken out of the fleet file, and of every other text\n  comments\n";
  for (const std::string& path : redaction_.taken_out()) manifest += "  " + path + "\n";
  for (const std::string& file : redaction_.password_files()) manifest += "  what is in " + file + "\n";
  files_.insert(files_.begin(), {"manifest.txt", printable_lines(redaction_.text(manifest))});
  return std::move(files_);
}

}  // namespace

std::vector<BundledFile> support_bundle(const SupportRequest& request) {
  Collection all;
  std::filesystem::path state_directory = request.state_directory;
  if (!request.fleet.file.empty()) {
    const config::Loaded loaded = load_fleet_at(request.fleet);
    all.add_fleet(loaded);
    all.add_plan(loaded);
    if (!loaded.fleet.gateway.thing.empty()) state_directory = loaded.fleet.gateway.state_directory;
  }
  all.add_status(state_directory);
  all.add_log(request.log);
  all.add("versions.txt", versions_text());
  return all.finish();
}

}  // namespace gatewarden::app
