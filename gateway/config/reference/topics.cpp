#include "gateway/config/reference/topics.hpp"

#include "gateway/config/child_section.hpp"
#include "gateway/config/text/spelling.hpp"
#include "gateway/registry/metric_spec.hpp"

namespace gatewarden::config {
namespace {

Topic csv(ProtocolList protocols) {
  return {
      "csv",
      "Children from a table (CSV)",
      {"A file that ends in .csv below `include` is a table of children: its first row names keys, every row after it is one child, or one pattern of children.",
       "The keys are those of `children`, in any order: " + join(all_child_keys(protocols), ", ") +
           ". A child needs what it needs in YAML; a cell without text is a key that is left out.",
       "Cells are divided by commas (not by semicolons or tabs, as spreadsheets of some countries write them); blanks around them mean nothing. A cell with a comma, a quote or a line end stands in double quotes, and a quote in it is doubled. The file is UTF-8, has at most 32 MB and 200 columns, and may begin with a byte order mark.",
       "${VAR} and {placeholders} are filled in as in YAML; `check` names mistakes by line and column."},
      {"thing,profile,link,unit", "plant7-gw:hall-{unit},em24,hall-a,1-12", "plant7-gw:roof,pac2200,roof,4"}};
}

Topic include() {
  return {
      "include",
      "Included files",
      {"`include` lists files, each seen from the file that names it; * and ? in a path stand for any characters. A file that ends in .csv is a table of children (`csv`); every other one is YAML with `links`, `profiles`, `children` and `include`.",
       "All files together are one fleet: a child of one file may use a link or a profile of another. `gateway` and `uplink` stand in the main file, which is the one to `check` and to `run`; a file is read once, and there are at most 1000.",
       "Editors check an included file by a schema of its own, schemas/included.schema.json, which `gatewarden schema --included` prints."},
      {"include: [profiles/*.yaml, halls/north.yaml, meters.csv]"}};
}

Topic variables() {
  return {
      "variables",
      "Variables and placeholders",
      {"${VAR} in a value is filled in from the environment when the file is read; ${VAR:-default} says what stands for one that is unset or empty, and $${ is ${ itself. Variables that may hold a secret by their name are refused: secrets stand in files, below the keys that end in _file.",
       "{id}, {link}, {profile} and the protocol's own keys ({unit}) are filled in in the texts of a child's entry, once for each child that it makes; {{ is { itself. Where a text begins with either, or stands in { }, write it in quotes: other YAML readers need them."},
      {"endpoint: \"${ENDPOINT}\"", "thing: \"plant7-gw:meter-{unit}\""},
      {"placeholders"}};
}

// Those with a name of their own.
std::vector<std::string> standard_metrics() {
  std::vector<std::string> names;
  for (auto role = MetricRole::bytes_in; role <= MetricRole::seconds_since_seen;
       role = static_cast<MetricRole>(static_cast<int>(role) + 1))
    names.emplace_back(role_name(role));
  return names;
}

Topic metrics() {
  return {
      "metrics",
      "Metrics by their names",
      {"A metric under `metrics` of a profile is a custom metric, which AWS must know by its name (`gatewarden provision`), but for these names.",
       "bytes_in, bytes_out, packets_in, packets_out: counters of the device; a report has their growth. listening_tcp_ports, listening_udp_ports: lists of port numbers; established_connections: a list of remote addresses with their ports. Where a device knows only how many, the same names with _total. These are standard metrics of Device Defender.",
       "reachable: 1, or 0 of a device that does not answer or publish. seconds_since_seen: how long it is silent. The gateway knows both without asking the device, so they have no `from`; a silent device is reported where its profile has one of them, else it is left out. They are custom metrics to AWS."},
      {"metrics:", "  bytes_in:    { from: { json: /net/rx } }",
       "  temperature: { from: { json: /temp }, aggregate: max }", "  reachable:   {}"},
      standard_metrics()};
}

Topic aggregates() {
  std::vector<std::string> words;
  for (auto one = Aggregate::last; one <= Aggregate::list;
       one = static_cast<Aggregate>(static_cast<int>(one) + 1))
    words.emplace_back(to_string(one));
  return {
      "aggregates",
      "Aggregates",
      {"A device is read more often than it is reported. `aggregate` says what a report has of the samples since the one before.",
       "Of numbers: last, the newest (where nothing else is said); min, max, mean, sum; count, how many there were. Of counters: delta, their growth, in which a restart or a wrap of the device's counter is no jump (for bytes_in and its like this holds where nothing else is said); rate, the same per second.",
       "Of lists: last, the newest; set, all that occurred; list, for a number-list of single numbers every one of them."},
      {"power_w:   { from: { holding: 40 }, aggregate: max }",
       "energy_wh: { from: { holding: 52, as: uint32 }, aggregate: delta }"},
      std::move(words)};
}

}  // namespace

std::vector<Topic> topics(ProtocolList protocols) {
  return {csv(protocols), include(), variables(), metrics(), aggregates()};
}

}  // namespace gatewarden::config
