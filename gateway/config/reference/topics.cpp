#include "gateway/config/reference/topics.hpp"

#include "gateway/config/child_section.hpp"
#include "gateway/config/text/spelling.hpp"

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
      {"endpoint: \"${ENDPOINT}\"", "thing: \"plant7-gw:meter-{unit}\""}};
}

}  // namespace

std::vector<Topic> topics(ProtocolList protocols) { return {csv(protocols), include(), variables()}; }

}  // namespace gatewarden::config
