#include "gateway/config/gateway_section.hpp"

#include <memory>
#include <nlohmann/json.hpp>

#include "gateway/base/text/parse_number.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/host_port_meant.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config {
namespace {

using namespace std::chrono_literals;

// A listening address, kept as text: only the listener resolves it.
class ListenAddress final : public Type<std::string> {
 public:
  bool read(const ConfigNode& node, std::string& out, Problems& problems) const override {
    if (!detail::wants(node, ConfigNode::Kind::scalar, *this, problems)) return false;
    if (!parse_host_port(node.text(), 0)) {
      problems.add(problem_with_repair(node, "F026", "must be " + words(), detail::repair_for(*this, node),
                                       example()));
      return false;
    }
    out = node.text();
    return true;
  }
  nlohmann::json schema() const override { return host_port(0)->schema(); }
  // A port alone is one of this machine's.
  std::string mended(const ConfigNode& node) const override {
    if (node.kind() != ConfigNode::Kind::scalar || node.filled_in()) return "";
    const std::string meant = host_port_meant((digits(node.text()) ? "127.0.0.1:" : "") + node.text(), 0);
    return meant.empty() ? "" : yaml_scalar(meant, node.quoted());
  }
  std::string words() const override { return "address:port"; }
  std::string example() const override { return "127.0.0.1:9464"; }
  nlohmann::json to_json(const std::string& address) const override {
    return address.empty() ? nlohmann::json(nullptr) : nlohmann::json(address);
  }
};

TypeOf<std::string> interface_name() {
  return text(64, R"([^\s/]+)", "an interface's name, with * for any characters");
}

TypeOf<std::string> host_name() {
  return text(253,
              R"([0-9A-Za-z]([0-9A-Za-z_.-]*[0-9A-Za-z])?\.?|[0-9a-fA-F.]*:[0-9a-fA-F.]*:[0-9a-fA-F.:]*)",
              "a host name or an address, without a port");
}

TypeOf<std::string> level() { return choice_of_texts({"debug", "info", "warning", "error"}); }

Section<Reports> reports_section() {
  Section<Reports> reports("Reports", "How often and in which spelling children are reported.");
  reports
      .key(
          "interval", &Reports::interval, duration(1s, 24h),
          "Time between two reports of one thing; the reports of a fleet are spread over it. The service's floor is 300s.",
          "5m")
      .key("format", &Reports::format, choice<Format>({{"json", Format::json}, {"cbor", Format::cbor}}),
           "The format of the reports; CBOR takes fewer bytes.", "cbor")
      .key("keys", &Reports::keys,
           choice<KeyNames>({{"long", KeyNames::long_names}, {"short", KeyNames::short_names}}),
           "The spelling of the report's keys; both mean the same to the service.", "short")
      .key(
          "after_gap", &Reports::after_gap,
          choice<AfterGap>({{"drop", AfterGap::drop}, {"carry", AfterGap::carry}}),
          "A counter's growth over more than one and a half intervals (of reports, or of readings where these are further apart) without a reading or a report: drop counts it and leaves it out, since one number for all of it looks like a spike and raises a false alarm; carry reports it whole.",
          "carry");
  return reports;
}

Section<Host> host_section(std::span<const std::string> metrics) {
  Section<Host> host("Host", "The gateway's own report: its sockets and its network traffic.");
  host.key("enabled", &Host::enabled, boolean(), "Report the gateway itself as the thing gateway.thing.",
           "false")
      .key("every", &Host::every, duration(1s, 1h), "Time between two readings of the kernel's tables.")
      .key("loopback", &Host::loopback, boolean(),
           "Count sockets and traffic that never leave this machine, too.")
      .key(
          "interfaces", &Host::interfaces, one_or_many(interface_name(), 32, false),
          "Whose traffic counts, by name; * stands for any characters. By default each byte counts once: at the hardware, in a container at its interface, not again at bridges, bonds, VLANs and VPNs.",
          "[eth0, \"wwan*\"]")
      .key(
          "ephemeral_udp", &Host::ephemeral_udp, boolean(),
          "List UDP sockets on ephemeral ports as listening, too. The kernel does not tell them from clients, whose ports change.")
      .key(
          "root", &Host::root, file_path(),
          "Where /proc and /sys of the machine are mounted, if the gateway runs in a container that has others.",
          "/host")
      .key("metrics", &Host::metrics,
           one_or_many(choice_of_texts({metrics.begin(), metrics.end()}), 8, false),
           "Custom metrics of the gateway itself.", "[cpu, memory, disk]");
  return host;
}

Section<Log> log_section() {
  Section<Log> log("Log", "The log on standard error: one line an event.");
  log.key("shape", &Log::shape, choice<Log::Shape>({{"text", Log::Shape::text}, {"json", Log::Shape::json}}),
          "key=value text, or one JSON object a line.", "json")
      .key("level", &Log::level, level(), "Events below this level are left out.", "debug")
      .key("rooms", &Log::rooms, map_of(level(), 50),
           "A level of its own for a part of the program, by its name: uplink, modbus, ...",
           "{ uplink: debug, modbus: warning }");
  return log;
}

Section<Http> http_section() {
  Section<Http> http("HTTP", "Metrics and health over HTTP; off unless listen is given.");
  http.key<std::string>(
          "listen", &Http::listen, std::make_shared<ListenAddress>(),
          "Where /metrics, /healthz and /readyz are served. There is no password: keep it on loopback.")
      .key("per_child", &Http::per_child, boolean(), "Time series for every child in /metrics.")
      .key(
          "names", &Http::names, one_or_many(host_name(), 32, false),
          "Names and addresses by which it is called besides its own address and localhost. Calls by other names are refused (421), since a web page could point a name of its own here.",
          "plant7-gw.plant.example");
  return http;
}

}  // namespace

Section<Gateway> gateway_section(std::span<const std::string> host_metrics) {
  Section<Gateway> gateway("Gateway", "This gateway: who it is, and how it reports.");
  gateway
      .required("thing", &Gateway::thing, text(ThingName::kMaxBytes),
                "The gateway's own thing name in AWS IoT.", "plant7-gw")
      .key("reports", &Gateway::reports, as_type(reports_section()),
           "How often and in which spelling children are reported.")
      .key("host", &Gateway::host, as_type(host_section(host_metrics)), "The gateway's own report.",
           "{ metrics: [cpu, memory, disk] }")
      .key(
          "state_directory", &Gateway::state_directory, file_path(),
          "What must outlive a restart: report ids, counters, learned names, the control socket. One gateway each.",
          "/var/lib/gatewarden")
      .key("log", &Gateway::log, as_type(log_section()), "The log on standard error.")
      .key("http", &Gateway::http, as_type(http_section()), "Metrics and health over HTTP.")
      .key(
          "confine", &Gateway::confine, boolean(),
          "At the start, give up all files but those that this fleet names (their folders) and the system's own, where the kernel has Landlock. A reload cannot undo it.",
          "false")
      .key(
          "paths", &Gateway::paths, one_or_many(file_path(), 32, false),
          "More folders to read from and write to while confined: of files that a later reload will name, or the parent of one that is mounted later.",
          "[/etc/gatewarden, /run/secrets]")
      .key("names", &Gateway::names,
           choice<ThingName::Rule>({{"registered", ThingName::Rule::registered},
                                    {"unregistered", ThingName::Rule::unregistered}}),
           "Whether children are registered as AWS IoT things: their names then hold only a-z A-Z 0-9 : _ -.",
           "unregistered");
  return gateway;
}

}  // namespace gatewarden::config
