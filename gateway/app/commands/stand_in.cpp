// gatewarden stand-in: plays the Device Defender service on an MQTT broker.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <iostream>
#include <limits>
#include <memory>
#include <random>
#include <utility>

#include "gateway/app/commands/commands.hpp"
#include "gateway/app/fleet_confinement.hpp"
#include "gateway/app/log_thread.hpp"
#include "gateway/base/errands.hpp"
#include "gateway/base/system_clock.hpp"
#include "gateway/base/text/host.hpp"
#include "gateway/base/text/printable.hpp"
#include "gateway/config/keys/types.hpp"
#include "gateway/mqtt/file_reading.hpp"
#include "gateway/mqtt/mosquitto_session.hpp"
#include "gateway/stand_in/stand_in.hpp"
#include "gateway/stand_in/stand_in_text.hpp"
#include "gateway/tls/tls_context.hpp"
#include "gateway/uplink/lines/line_writer.hpp"
#include "gateway/uplink/lines/report_file.hpp"
#include "gateway/uplink/lines/standard_output.hpp"

namespace gatewarden::app {
namespace {

constexpr Duration kBetweenLines = std::chrono::seconds(10);
constexpr Duration kGoodbye = std::chrono::seconds(1);  // for lines that wait at the end
constexpr std::uint64_t kNeverRotated = std::numeric_limits<std::uint64_t>::max();

struct Options {
  std::string broker = "mqtt://127.0.0.1:1883";
  Tls tls;
  std::string username, password_file, client_id = "gatewarden-stand-in";
  std::string floor = "300s", delay = "0s", record_file;
  OrderedFaults faults;
  bool json = false, unconfined = false;
};

// Parses "mqtts://host:8883"; an error says what was expected.
Result<mqtt::Target> target_of(const Options& options) {
  mqtt::Target target;
  const auto scheme_end = options.broker.find("://");
  const std::string scheme = options.broker.substr(0, scheme_end);
  const bool tls = scheme == "mqtts";
  if (scheme_end == std::string::npos || (!tls && scheme != "mqtt")) {
    return Error{"--broker " + options.broker + ": give mqtt://HOST[:PORT] or mqtts://HOST[:PORT]"};
  }
  const auto address = parse_host_port(options.broker.substr(scheme_end + 3), tls ? 8883 : 1883);
  if (!address) return Error{"--broker " + options.broker + ": the host or the port cannot be read"};
  if (!tls && !options.password_file.empty() && !is_loopback(address->host)) {
    return Error{"--broker " + options.broker +
                 ": a password is sent only over TLS (mqtts://), or to this machine"};
  }
  target.host = address->host;
  target.port = address->port;
  target.client_id = options.client_id;
  target.username = options.username;
  target.keep_alive = std::chrono::seconds(30);
  target.password_file = options.password_file;
  if (tls) {
    if (auto checked = TlsContext::make(options.tls, target.host); !checked) return Error{checked.error()};
    target.tls = options.tls;
  }
  return target;
}

Result<StandInSettings> settings_of(const Options& options) {
  auto target = target_of(options);
  if (!target) return Error{target.error()};
  const auto floor = parse_duration(options.floor), delay = parse_duration(options.delay);
  if (!floor) return Error{"--floor " + options.floor + ": give a duration such as 300s or 5m"};
  if (!delay) return Error{"--delay " + options.delay + ": give a duration such as 500ms or 2s"};
  StandInSettings settings{.target = *target, .floor = *floor, .faults = options.faults};
  settings.faults.delay = *delay;
  return settings;
}

// Anybody who may publish sends it documents to take apart.
void confine(const Options& options) {
  if (options.unconfined) return;
  std::vector<confine::Folder> folders;
  confine::add_system(folders);
  for (const std::string* file : {&options.tls.ca_file, &options.tls.certificate_file,
                                  &options.tls.private_key_file, &options.password_file})
    confine::add_file(folders, *file, confine::Use::read);
  confine::add_file(folders, options.record_file, confine::Use::write);
  confine_to(folders);
}

LineWriterSettings at_once() {
  LineWriterSettings settings;
  settings.gather = Duration::zero();
  return settings;
}

// None if none is wanted.
Result<std::unique_ptr<LineWriter>> record_of(const Options& options) {
  if (options.record_file.empty()) return std::unique_ptr<LineWriter>();
  if (const auto usable = ReportFile::usable(options.record_file); !usable) return Error{usable.error()};
  return std::make_unique<LineWriter>(
      std::make_unique<ReportFile>(ReportFileSettings{options.record_file, kNeverRotated}), at_once());
}

int play(boost::asio::io_context& io, StandInSettings settings, const Options& options) {
  SystemClock clock(io);
  const LogThread log;
  LineWriter output(std::make_unique<StandardOutput>(), at_once());
  const auto record = record_of(options);
  if (!record) {
    std::cerr << "gatewarden stand-in: --record: " << printable(record.error()) << "\n";
    return kConfiguration;
  }
  if (*record)
    settings.judged = [&](const JudgedReport& judged) { (*record)->offer(to_json(judged, clock.wall())); };
  StandIn stand_in(settings, clock, mqtt::reading_files(io, mqtt::mosquitto_sessions(io)),
                   std::random_device{}());
  std::unique_ptr<Timer> line;
  line = clock.timer([&] {
    output.offer(options.json ? to_json(stand_in, false) : to_line(stand_in));
    line->arm(clock.now() + kBetweenLines);
  });
  line->arm(clock.now() + kBetweenLines);
  boost::asio::signal_set signals(io, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code&, int) { io.stop(); });
  stand_in.start();
  io.run();
  output.offer(options.json ? to_json(stand_in, true) : "summary: " + to_line(stand_in));
  if (*record) (*record)->close(clock.now() + kGoodbye);
  output.close(clock.now() + kGoodbye);
  if (stand_in.was_ready()) return kFine;
  log.say("gatewarden stand-in: never connected: " + printable(stand_in.last_error()));
  return kFailed;
}

int run(const Options& options) {
  auto settings = settings_of(options);
  if (!settings) {
    std::cerr << "gatewarden stand-in: " << printable(settings.error()) << "\n";
    return kConfiguration;
  }
  confine(options);
  boost::asio::io_context io{1};
  const int code = play(io, std::move(*settings), options);
  return leave(io, code);
}

}  // namespace

void add_stand_in(const Command& program, Chosen& chosen) {
  auto options = std::make_shared<Options>();
  const Command command =
      program.add_command("stand-in", "Play the Device Defender service on an MQTT broker");
  command.footer(
      "Prints a line every 10 s and a summary at the end (SIGTERM, Ctrl-C). Exits 1 if it never connected.");
  command.text("--broker", options->broker, "mqtt://HOST[:PORT] or mqtts://HOST[:PORT]").shows_default();
  command.text("--ca", options->tls.ca_file, "PEM file of the broker's authority (default: the system's)");
  command.text("--certificate,--cert", options->tls.certificate_file, "client certificate, PEM");
  command.text("--private-key,--key", options->tls.private_key_file, "its private key, PEM");
  command.text("--username", options->username, "user name at the broker");
  command.text("--password-file", options->password_file, "file whose first line is the password");
  command.text("--client-id", options->client_id, "MQTT client id").shows_default();
  command.text("--floor", options->floor, "least time between two reports of a thing").shows_default();
  command.number("--reject-every", options->faults.reject_every, "reject every N-th report");
  command.number("--silent-every", options->faults.silent_every, "take every N-th report without an answer");
  command.text("--delay", options->delay, "answer so late").shows_default();
  command.flag("--no-report-id", options->faults.no_report_id, "leave the report id out of the answers");
  command.text("--record", options->record_file,
               "append every report and what became of it to this file, one JSON object a line");
  command.flag("--no-confine", options->unconfined,
               "keep the right to open files other than those named here and the system's");
  command.flag("--json", options->json, "print JSON, one object a line");
  command.chosen([&chosen, options] { chosen = [options] { return run(*options); }; });
}

}  // namespace gatewarden::app
