#include "gateway/app/command_line.hpp"

#include <catch2/catch.hpp>
#include <iostream>
#include <sstream>
#include <vector>

using namespace gatewarden::app;

namespace {

// What the command line says to these words; empty if it takes them.
std::string said(std::vector<std::string> words) {
  CommandLine line("A program.", "gatewarden", "gatewarden 1");
  const Command program = line.root();
  program.needs_a_command();
  std::string file;
  bool ran = false;
  for (const char* name : {"check", "status"}) {
    const Command command = program.add_command(name, "Does it.");
    command.text("file", file, "a file");
    command.chosen([&ran] { ran = true; });
  }
  const Command scan = program.add_command("scan", "Looks.");
  scan.needs_a_command();
  scan.add_command("modbus", "Over Modbus.").text("link", file, "a link");

  words.insert(words.begin(), "gatewarden");
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  std::ostringstream errors;
  std::streambuf* before = std::cerr.rdbuf(errors.rdbuf());
  const auto ended = line.parse(static_cast<int>(arguments.size()), arguments.data());
  std::cerr.rdbuf(before);
  CHECK(ended.has_value() != errors.str().empty());  // nothing: a command runs
  return errors.str();
}

}  // namespace

TEST_CASE("a command that does not exist is named, with the one that was meant") {
  CHECK(said({"chek", "fleet.yaml"}) == "gatewarden: no command chek; did you mean check?\n");
  CHECK(said({"reload"}) == "gatewarden: no command reload; gatewarden --help lists them\n");
  CHECK(said({"scan", "127.0.0.1"}) ==
        "gatewarden scan: no command 127.0.0.1; did you mean gatewarden scan modbus 127.0.0.1?\n");
}

TEST_CASE("a command that exists is taken, whatever its words are") {
  CHECK(said({"check", "chek"}).empty());
  CHECK(said({"scan", "modbus", "127.0.0.1"}).empty());
}
