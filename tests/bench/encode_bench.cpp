// Encoding a closed report, beside nlohmann (a tree, then dump or to_cbor). The report is typical: 683
// bytes as JSON in long names.
#include <benchmark/benchmark.h>

#include <nlohmann/json.hpp>

#include "gateway/judge/report_decoder.hpp"
#include "gateway/wire/report_encoder.hpp"
#include "tests/wire/random_report.hpp"

using namespace gatewarden;

namespace {

void encode(benchmark::State& state, Format format, KeyNames names) {
  const Report report = test::typical_report();
  std::string out;
  for (auto _ : state) {
    encode_report(report, format, names, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.counters["bytes"] = static_cast<double>(out.size());
}
BENCHMARK_CAPTURE(encode, json_long, Format::json, KeyNames::long_names);
BENCHMARK_CAPTURE(encode, json_short, Format::json, KeyNames::short_names);
BENCHMARK_CAPTURE(encode, cbor_long, Format::cbor, KeyNames::long_names);
BENCHMARK_CAPTURE(encode, cbor_short, Format::cbor, KeyNames::short_names);

nlohmann::json ports(const Ports& group) {
  nlohmann::json list = nlohmann::json::array();
  for (const Port& port : *group.ports) {
    nlohmann::json entry{{"port", port.port}};
    if (!port.interface.empty()) entry["interface"] = port.interface;
    list.push_back(std::move(entry));
  }
  return {{"ports", std::move(list)}, {"total", *group.total}};
}

nlohmann::json tree(const Report& report) {
  nlohmann::json connections = nlohmann::json::array();
  for (const Connection& connection : *report.connections.connections) {
    nlohmann::json entry{
        {"remote_addr", connection.remote_address + ":" + std::to_string(connection.remote_port)},
        {"local_port", connection.local_port}};
    if (!connection.local_interface.empty()) entry["local_interface"] = connection.local_interface;
    connections.push_back(std::move(entry));
  }
  nlohmann::json custom = nlohmann::json::object();
  for (const CustomMetric& metric : report.custom) {
    const Number number = std::get<Number>(metric.value);
    nlohmann::json value;
    if (number.is_real()) {
      value["number"] = number.real_value();
    } else {
      value["number"] = number.integer_value();
    }
    custom[std::string(metric.name)] = nlohmann::json::array({std::move(value)});
  }
  return {{"header", {{"report_id", static_cast<std::uint64_t>(report.id)}, {"version", "1.0"}}},
          {"metrics",
           {{"listening_tcp_ports", ports(report.tcp_ports)},
            {"listening_udp_ports", ports(report.udp_ports)},
            {"network_stats",
             {{"bytes_in", *report.bytes_in},
              {"bytes_out", *report.bytes_out},
              {"packets_in", *report.packets_in},
              {"packets_out", *report.packets_out}}},
            {"tcp_connections",
             {{"established_connections",
               {{"connections", std::move(connections)}, {"total", *report.connections.total}}}}}}},
          {"custom_metrics", std::move(custom)}};
}

void nlohmann_json(benchmark::State& state) {
  const Report report = test::typical_report();
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::string out = tree(report).dump();
    benchmark::DoNotOptimize(out.data());
    bytes = out.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(nlohmann_json);

void nlohmann_cbor(benchmark::State& state) {
  const Report report = test::typical_report();
  std::size_t bytes = 0;
  std::vector<std::uint8_t> out;
  for (auto _ : state) {
    out.clear();
    nlohmann::json::to_cbor(tree(report), out);
    benchmark::DoNotOptimize(out.data());
    bytes = out.size();
  }
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(nlohmann_cbor);

// Used by the stand-in, not by the gateway.
void decode(benchmark::State& state, Format format) {
  std::string bytes;
  encode_report(test::typical_report(), format, KeyNames::long_names, bytes);
  for (auto _ : state) {
    const DecodedReport report = decode_report(bytes, format);
    benchmark::DoNotOptimize(&report);
  }
}
BENCHMARK_CAPTURE(decode, json, Format::json);
BENCHMARK_CAPTURE(decode, cbor, Format::cbor);

}  // namespace

BENCHMARK_MAIN();
