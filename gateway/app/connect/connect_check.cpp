#include "gateway/app/connect/connect_check.hpp"

#include <filesystem>
#include <utility>

#include "gateway/app/connect/asked_gateway.hpp"
#include "gateway/app/uplink_settings.hpp"
#include "gateway/base/duration_text.hpp"
#include "gateway/greengrass/greengrass_session.hpp"
#include "gateway/mqtt/connection/target_secrets.hpp"
#include "gateway/mqtt/file_reading.hpp"
#include "gateway/mqtt/paho_session.hpp"
#include "gateway/status/documents.hpp"
#include "gateway/status/show/ask.hpp"
#include "gateway/tls/certificate_words.hpp"
#include "gateway/tls/tls_files.hpp"
#include "gateway/uplink/lines/report_file.hpp"

namespace gatewarden::app {
namespace {

using Verdict = Step::Verdict;

std::string warning_of(const config::MqttUplink& uplink) {
  return "connecting to " + uplink.host + " as " + uplink.client_id +
         ": a client elsewhere with this id, such as this gateway on another machine, is disconnected";
}

}  // namespace

ConnectCheck::ConnectCheck(boost::asio::io_context& io, config::Fleet fleet, Options options, Tell tell)
    : io_(io),
      clock_(io),
      fleet_(std::move(fleet)),
      options_(std::move(options)),
      tell_(std::move(tell)),
      deadline_(clock_.timer([this] {
        tell_({Verdict::fail, "time", "not over after " + gatewarden::to_text(kLongest)});
        io_.stop();
      })) {}

ConnectCheck::~ConnectCheck() = default;

void ConnectCheck::run() {
  if (running_gateway_answers()) return;
  try_files();
  if (!fleet_.uplink.service()) return;
  const UplinkSettings settings = uplink_settings(fleet_);
  const bool alone = take_state();
  bool open = true;
  deadline_->arm(clock_.now() + kLongest);
  if (fleet_.uplink.mqtt && !options_.sessions) {
    auto target = read_target();
    if (!target) return;
    open = false;
    reach_ = std::make_unique<Reach>(io_, clock_, std::move(*target), options_.hosts, tell_,
                                     [this, &open](bool reached) {
                                       open = reached;
                                       io_.stop();
                                     });
    reach_->start();
    io_.run();
    io_.restart();
    reach_.reset();
  }
  if (!open || !alone) return;
  if (fleet_.uplink.mqtt && options_.agreed && !options_.agreed(warning_of(*fleet_.uplink.mqtt)))
    return tell({Verdict::note, "connect", "not tried: it was not agreed to"});
  deadline_->arm(clock_.now() + kLongest);
  try_rights(settings);
}

bool ConnectCheck::running_gateway_answers() {
  const auto document = status::ask_for_json({fleet_.gateway.state_directory, ""});
  if (!document) return false;
  const auto gateway = status::read_status(*document);
  if (!gateway) return false;
  for (Step& step : steps_of(*gateway)) tell(std::move(step));
  return true;
}

void ConnectCheck::try_files() {
  for (const config::FileUplink& file : fleet_.uplink.files) {
    const auto usable = ReportFile::usable(file.path);
    tell({usable ? Verdict::pass : Verdict::fail, "file",
          usable ? file.path + " can be written" : usable.error()});
  }
  if (fleet_.uplink.standard_output) tell({Verdict::pass, "file", "standard output takes the reports"});
}

// Whether no gateway that does not answer holds it: a connection would end its own.
bool ConnectCheck::take_state() {
  std::error_code ignored;
  const std::string& path = fleet_.gateway.state_directory;
  const bool there = std::filesystem::exists(path, ignored);
  if (!there && !options_.publish) return true;
  auto directory = StateDirectory::open(path);
  if (!directory) {
    tell({Verdict::fail, "state", directory.error(),
          there ? "without it nobody knows whether a gateway runs: nothing is connected"
                : "no report is published; run this as the gateway's user, or name a --state-directory"});
    return !there;
  }
  directory_ = std::move(*directory);
  if (!options_.publish || !fleet_.gateway.host.enabled) return true;
  auto report = OwnReport::open(io_, clock_, fleet_, *directory_);
  if (!report) {
    tell({Verdict::fail, "state", report.error(), "no report is published"});
    return true;
  }
  report_ = std::move(*report);
  return true;
}

// Its files are read here, as at a start, and what is wrong with each is told.
std::optional<mqtt::Target> ConnectCheck::read_target() {
  mqtt::Target target = uplink_settings(fleet_).target;
  const ConnectionFiles files = read_connection_files(fleet_);
  const auto faults = connection_faults(fleet_, files, clock_.wall());
  for (const std::string& fault : faults) tell({Verdict::fail, "files", fault});
  if (!faults.empty()) return std::nullopt;
  if (target.tls) {
    const ClientIdentity identity(*target.tls, files.identity, clock_.wall());
    const std::string concern = identity.concern(clock_.wall());
    const auto until = identity.valid_until();
    tell({concern.empty() ? Verdict::pass : Verdict::note, "files",
          !concern.empty() ? concern
          : until          ? target.tls->certificate_file + " is valid until " + date_text(*until)
                           : "there is no certificate of our own"});
  }
  (void)mqtt::read_secrets(target);  // seen above that they can be
  return target;
}

mqtt::SessionFactory ConnectCheck::sessions_of(const UplinkSettings& settings) {
  if (options_.sessions) return options_.sessions;
  if (!fleet_.uplink.greengrass) return mqtt::reading_files(io_, mqtt::paho_sessions(io_, options_.hosts));
  auto component = component_settings(*fleet_.uplink.greengrass);
  if (!component) {
    tell(
        {Verdict::fail, "connect", component.error(),
         "a component that runs is asked where its --state-directory is named; of one that does not, let the recipe's "
         "script be `gatewarden check --connect --greengrass` with the fleet file, and read the component's log"});
    return {};
  }
  tell({Verdict::pass, "name", settings.endpoint_text + " of this component: " + component->socket});
  return greengrass::greengrass_sessions(io_, clock_, std::move(*component));
}

void ConnectCheck::try_rights(const UplinkSettings& settings) {
  auto sessions = sessions_of(settings);
  if (!sessions) return;
  rights_ = std::make_unique<Rights>(
      clock_, settings, std::move(sessions), [this](const Rights::Made& made) { make_report(made); }, tell_,
      [this] { io_.stop(); });
  rights_->start();
  io_.run();
  rights_.reset();
  report_.reset();
}

void ConnectCheck::make_report(const Rights::Made& made) {
  if (!options_.publish) return made(std::optional<Publication>());
  if (!fleet_.gateway.host.enabled)
    return made(Error{"the gateway has no report of its own (gateway.host.enabled: false)"});
  if (!report_) return made(Error{"the state directory, which keeps report ids, cannot be used"});
  if (const Duration wait = report_->wait(); wait > Duration::zero())
    return made(Error{"the service takes the next one in " +
                      gatewarden::to_text(std::chrono::ceil<std::chrono::seconds>(wait)) +
                      ", since the last one left too short a time ago"});
  report_->make([made](Result<Publication> report) {
    report ? made(std::optional(std::move(*report))) : made(Error{report.error()});
  });
}

}  // namespace gatewarden::app
