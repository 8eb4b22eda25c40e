#include "adapters/modbus/config/link_section.hpp"

#include <algorithm>
#include <initializer_list>

#include "adapters/modbus/config/dial_in_rules.hpp"
#include "adapters/modbus/transport/peer_network.hpp"

namespace gatewarden::modbus {
namespace {

using namespace std::chrono_literals;
using config::ConfigNode;
using config::Problems;

config::Section<Rs485> rs485_section() {
  return config::Section<Rs485>("RS-485 direction",
                                "For ports that do not switch between sending and receiving by themselves.")
      .key("direction", &Rs485::direction,
           config::choice<Rs485::Direction>(
               {{"kernel", Rs485::Direction::kernel}, {"rts", Rs485::Direction::rts}}),
           "Who switches: the port's driver, or Gatewarden with the RTS line where the driver cannot.", "rts")
      .key("rts_on_send", &Rs485::rts_on_send, config::boolean(), "Whether RTS is set while sending.",
           "false")
      .key("delay_before", &Rs485::delay_before, config::duration(0ms, 100ms),
           "Time between switching to sending and the first bit.", "1ms")
      .key("delay_after", &Rs485::delay_after, config::duration(0ms, 100ms),
           "Time between the last bit and switching to receiving.", "1ms");
}

config::Section<DialIn> dial_in_section() {
  return config::Section<DialIn>("A device that calls",
                                 "A device or serial server that opens the connection to the gateway.")
      .required("listen", &DialIn::listen, config::host_port(502),
                "The gateway's own address and port for it; one port for each link.", "10.8.0.1:5020")
      .never_alone()
      .key("framing", &DialIn::framing,
           config::choice<DialIn::Speaks>({{"tcp", DialIn::Speaks::tcp}, {"rtu", DialIn::Speaks::rtu}}),
           "What it speaks: Modbus TCP, or RTU as on a serial line.", "rtu")
      .key(
          "from", &DialIn::from, config::one_or_many(config::text(64), 64),
          "Addresses and networks that may call, such as 10.8.0.0/24; needed unless it listens on loopback. any: "
          "whoever reaches the port is taken for the device.",
          "10.8.0.0/24")
      .check({"listen"},
             [](const DialIn& dial_in, const ConfigNode& node, Problems& problems) {
               if (!PeerNetwork::is_address(dial_in.listen.host)) {
                 problems.add(problem_at(*node.find("listen"), "M037",
                                         "the gateway listens on an IP address of its own; \"" +
                                             dial_in.listen.host + "\" is a name",
                                         "listen: \"0.0.0.0:5020\""));
               }
             })
      .check({"listen", "from"}, say_who_may_call)
      .check({"from"}, check_callers);
}

config::Section<TlsPeer> tls_section() {
  using P = TlsPeer;
  return config::Section<P>("Modbus/TCP Security",
                            "A device that speaks Modbus TCP inside TLS. Files are read for each connection.")
      .required("host", &P::host, config::host_port(802), "Its host, and its port where that is not 802.",
                "plc-1.plant.example:802")
      .required("ca", &P::ca, config::file_path(),
                "Certificate of the authority that signed the device's, PEM.", "/etc/gatewarden/plant-ca.pem")
      .key("certificate", &P::certificate, config::file_path(),
           "The gateway's certificate for this device, PEM; the role in it says what the device allows.",
           "/etc/gatewarden/gateway.pem")
      .key("private_key", &P::private_key, config::file_path(),
           "The certificate's private key, PEM; only its owner may read the file.",
           "/etc/gatewarden/gateway.key")
      .key("server_name", &P::server_name, config::host(),
           "Whom the device's certificate is for, where that is not `host`.", "plc-1.plant.example")
      .check({"certificate", "private_key"}, [](const P& peer, const ConfigNode& node, Problems& problems) {
        if (peer.certificate.empty() == peer.private_key.empty()) return;
        const char* given = peer.certificate.empty() ? "private_key" : "certificate";
        problems.add(problem_at(*node.find(given), "M036",
                                "a client certificate needs its private key beside it",
                                peer.certificate.empty() ? "certificate: /etc/gatewarden/gateway.pem"
                                                         : "private_key: /etc/gatewarden/gateway.key"));
      });
}

// Each rule names the key it refuses.
class LinkRules {
 public:
  LinkRules(const LinkSettings& link, const ConfigNode& node, Problems& problems)
      : link_(link), node_(node), problems_(problems) {}

  void check_pace() const {
    if (link_.outstanding > 1 && link_.is_rtu()) {
      refuse(spelled({"max_in_flight", "outstanding"}), "M030", "RTU carries one request at a time",
             "max_in_flight: 1");
    }
    for (const char* pause : {"pause_between", "pause_between_units", "turnaround"}) {
      if (link_.outstanding > 1 && node_.find(pause)) {
        refuse(pause, "M009", "a pause between requests needs `max_in_flight: 1`", "max_in_flight: 1");
      }
    }
  }
  void check_line() const {
    for (const char* key : {"baud", "parity", "stop_bits"}) {
      if (!link_.is_rtu() && node_.find(key)) {
        refuse(key, "M031", std::string("`") + key + "` is for serial lines; Modbus TCP has none",
               "{ serial: /dev/ttyUSB0, baud: 9600 }");
      }
    }
    if (link_.any_transaction_id && link_.outstanding > 1) {
      refuse("any_transaction_id", "M038", "answers without the id of their request need `max_in_flight: 1`",
             "max_in_flight: 1");
    }
    if (link_.any_transaction_id && link_.is_rtu()) {
      refuse("any_transaction_id", "M038", "RTU has no transaction ids: leave `any_transaction_id` out",
             "{ tcp: 10.0.0.5:502, any_transaction_id: true }");
    }
    if (link_.rs485 && !link_.serial) {
      refuse("rs485", "M031", "`rs485` is for a serial port of this machine",
             "{ serial: /dev/ttyS1, rs485: { direction: kernel } }");
    }
  }

 private:
  // The spelling in the file.
  const char* spelled(std::initializer_list<const char*> spellings) const {
    return *std::find_if(spellings.begin(), spellings.end(),
                         [this](const char* each) { return node_.find(each); });
  }
  void refuse(const char* key, const char* code, std::string rule, std::string example) const {
    problems_.add(problem_at(*node_.find(key), code, std::move(rule), std::move(example)));
  }
  const LinkSettings& link_;
  const ConfigNode& node_;
  Problems& problems_;
};

void add_ways(config::Section<LinkSettings>& section) {
  using L = LinkSettings;
  using config::optional;
  section
      .key("tcp", &L::tcp, optional(config::host_port(502)),
           "Host and port of a device or gateway that speaks Modbus TCP.")
      .key("tls", &L::tls, optional(config::as_type(tls_section())),
           "A device that speaks Modbus/TCP Security.")
      .key("serial", &L::serial, optional(config::file_path()),
           "A serial port, best by its lasting name: /dev/serial/by-id/...", "/dev/ttyUSB0")
      .key("rtu_over_tcp", &L::rtu_over_tcp, optional(config::host_port(502)),
           "Host and port of a serial server that passes the bytes of a serial line on.", "10.0.0.9:4001")
      .key("dial_in", &L::dial_in, optional(config::as_type(dial_in_section())),
           "A device that opens the connection itself.", "{ listen: \"10.8.0.1:5020\", from: 10.8.0.0/24 }")
      .exactly_one_of({"tcp", "tls", "serial", "rtu_over_tcp", "dial_in"})
      .key_at<unsigned>(
          "baud", [](L& link) -> unsigned& { return link.line.baud; },
          config::integer<unsigned>(50, 4'000'000), "Speed of the serial line, in bits per second.", "19200")
      .key_at<Parity>(
          "parity", [](L& link) -> Parity& { return link.line.parity; },
          config::choice<Parity>({{"none", Parity::none},
                                  {"even", Parity::even},
                                  {"odd", Parity::odd},
                                  {"mark", Parity::mark},
                                  {"space", Parity::space}}),
          "Parity of the serial line.", "even")
      .key_at<unsigned>(
          "stop_bits", [](L& link) -> unsigned& { return link.line.stop_bits; },
          config::integer<unsigned>(1, 2), "Stop bits of the serial line.", "2")
      .key("rs485", &L::rs485, optional(config::as_type(rs485_section())),
           "How the direction of a two-wire line is switched, where the adapter does not do it by itself.");
}

void add_rules(config::Section<LinkSettings>& section) {
  using L = LinkSettings;
  section
      .check({"tcp", "tls", "serial", "rtu_over_tcp", "dial_in", "max_in_flight"},
             [](const L& link, const ConfigNode& node, Problems& problems) {
               LinkRules(link, node, problems).check_pace();
             })
      .check({"tcp", "tls", "serial", "rtu_over_tcp", "dial_in"},
             [](const L& link, const ConfigNode& node, Problems& problems) {
               LinkRules(link, node, problems).check_line();
             });
}

}  // namespace

config::Section<LinkSettings> link_section() {
  using L = LinkSettings;
  config::Section<L> section("Modbus link", "One connection or serial line and the units on it.");
  add_ways(section);
  add_rules(section);
  return section
      .key("timeout", &L::timeout, config::duration(10ms, 60s),
           "How long one answer may take; on a serial line besides the time its bytes need.", "800ms")
      .key("connect_timeout", &L::connect_timeout, config::duration(10ms, 60s),
           "How long connecting may take.", "5s")
      .key("pause_after_connect", &L::pause_after_connect, config::duration(0ms, 10s),
           "Rest between connecting and the first request, for devices that do not hear what comes sooner.",
           "200ms")
      .key("max_in_flight", &L::outstanding, config::integer<unsigned>(1, kMaxOutstanding),
           "Requests under way at a time, at most one per unit; more than 1 only where the gateway takes it.",
           "4")
      .alias("outstanding")
      .key("any_transaction_id", &L::any_transaction_id, config::boolean(),
           "For converters that number answers themselves: what fits the request is its answer, whatever its "
           "transaction id; with one request at a time only.")
      .key("pause_between", &L::pause_between, config::duration(0ms, 10s),
           "Least time between an answer and the next request, for devices that need rest.", "20ms")
      .key("pause_between_units", &L::turnaround, config::duration(0ms, 10s),
           "Least time between an answer and a request to another unit, for units that disturb each other.",
           "50ms")
      .alias("turnaround")
      .key("close_after_poll", &L::close_after_poll, config::boolean(),
           "Close the connection when nothing is left to ask: for devices that serve one connection only.")
      .key("max_registers", &L::max_registers, config::integer<std::uint16_t>(1, kMaxRegisters),
           "The most registers the devices give in one answer.", "50")
      .key("max_gap", &L::max_gap, config::integer<std::uint16_t>(0, kMaxRegisters),
           "Unwanted registers read along to save a request.", "20")
      .key("offline_after", &L::misses, config::integer<unsigned>(1, 100),
           "Unanswered requests in a row until a unit counts as offline.", "5")
      .alias("misses")
      .key("retries", &L::retries, config::integer<unsigned>(0, 10),
           "Repeats of an unanswered request before the reading is given up.", "2")
      .key("spread", &L::spread, config::boolean(),
           "Spread readings over the period; false reads everything at once, at the start as well.", "false");
}

config::Section<UnitAddress> unit_section() {
  return config::Section<UnitAddress>("Modbus child", "Where on its link a device is.")
      .required("unit", &UnitAddress::unit, config::integer<std::uint8_t>(0, 255),
                "Its unit id; ranges make one child each: 1-4,7.", "4")
      .key("timeout", &UnitAddress::timeout, config::optional(config::duration(10ms, 60s)),
           "How long its answers may take, where the link's `timeout` does not suit it.", "2s");
}

}  // namespace gatewarden::modbus
