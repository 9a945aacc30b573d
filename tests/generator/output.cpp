// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <map>

#include "../../generator/errors_file.hpp"
#include "../../generator/source.hpp"
#include "support.hpp"

using namespace generator;
using generator_tests::scratch;

namespace {

constexpr auto schema = "// LAYER 5\n"
                        "user#1 id:int = User; // hand-assigned id\n"
                        "userEmpty id:int = User;\n"
                        "---functions---\n"
                        "ping = User;\n"
                        "users.get flags:# id:flags.0?Vector<int> = Vector<User>;\n";

constexpr auto errors =
    "# a comment\n"
    "error\t420\tFLOOD_WAIT_%d\n"
    "error\t400\tFILE_PART_%d_MISSING\n"
    "error\t420\t2FA_CONFIRM_WAIT_%d\n"
    "error\t-503\tTimeout\n"
    "error\t406\tIMPORT_WAIT_%dMIN\n"
    "error\t400\tFILE_PART_0_MISSING\n"
    "error\t400\tID_INVALID\n"
    "error\t400\tNEVER\n"
    "method\tusers.get\tbots\tFLOOD_WAIT_%d,ID_INVALID,FILE_PART_%d_MISSING,UNLISTED\n"
    "method\tping\tusers,bots\n";

generate_options options_in(const scratch& directory) {
    generate_options options;
    options.schema = directory.file("schema.tl", schema);
    options.errors = directory.file("errors.tsv", errors);
    options.out = directory / "out";
    options.emit.space = "some::api";
    options.emit.include_prefix = "some/api";
    options.emit.doc_base = "https://example.org";
    return options;
}

/// The texts of all files, by path.
std::map<std::string, std::string> files_in(const std::string& directory) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{directory})
        if (entry.is_regular_file())
            files.emplace(
                std::filesystem::relative(entry.path(), directory).generic_string(),
                read_source(entry.path().string()).text
            );
    return files;
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("each namespace of methods has its own header") {
    const scratch directory;
    std::string log;

    REQUIRE(generate(options_in(directory), log));

    std::string names;
    for (const auto& [name, text] : files_in(directory / "out"))
        names += name + ' ';
    CHECK(
        names ==
        "all.hpp errors.hpp layer.hpp methods.hpp methods/root.hpp methods/users.hpp names.hpp "
        "types.hpp "
    );
    CHECK(log.empty());
}

TEST_CASE("nested namespaces have headers of their own") {
    const scratch directory;
    auto options = options_in(directory);
    directory.file(
        "schema.tl", "a.b.c = a.b.C;\n--- functions ---\na.b.get = a.b.C;\na.get = a.b.C;\n"
    );
    std::string log;

    REQUIRE(generate(options, log));

    const auto files = files_in(options.out);
    CHECK(has(files.at("methods/a.b.hpp"), "namespace some::api::a::b {"));
    CHECK(has(files.at("methods/a.hpp"), "namespace some::api::a {"));
    CHECK(has(files.at("types.hpp"), "namespace some::api::a::b {"));
}

TEST_CASE("of functions that share an id, the shortest name is listed") {
    const scratch directory;
    auto options = options_in(directory);
    directory.file("schema.tl", "---functions---\ngetPrefix#7 = Bool;\nget#7 = Bool;\n");
    std::string log;

    REQUIRE(generate(options, log));

    const auto files = files_in(options.out);
    CHECK(has(files.at("names.hpp"), "array<method_name, 1>"));
    CHECK(has(files.at("names.hpp"), "{0x00000007, \"get\"}"));
}

TEST_CASE("a generated type quotes its line of the schema and links to its documentation") {
    const scratch directory;
    std::string log;
    REQUIRE(generate(options_in(directory), log));
    const auto files = files_in(directory / "out");

    const auto& types = files.at("types.hpp");
    CHECK(
        has(types,
            "/// user#00000001 id:int = User;\n/// Spec: "
            "https://example.org/constructor/user\nstruct user {")
    );
    CHECK(
        has(types,
            "/// User = user | userEmpty\n/// Spec: https://example.org/type/User\nstruct User : ")
    );
    CHECK(has(files.at("layer.hpp"), "layer = 5;"));
    CHECK(has(files.at("names.hpp"), ", \"users.get\"},\n"));
    CHECK(
        has(files.at("methods/users.hpp"),
            " flags:# id:flags.0?Vector<int> = Vector<User>;\n"
            "/// Returns Vector<User>. For bots only.\n"
            "/// Errors: UNLISTED; 400 ID_INVALID, FILE_PART_MISSING; 420 FLOOD_WAIT\n"
            "/// Spec: https://example.org/method/users.get\n"
            "struct get {")
    );
    CHECK(has(files.at("methods/root.hpp"), "/// Returns User. For users and bots.\n"));
}

TEST_CASE("the number in an error's name and characters that C++ does not allow are removed") {
    const scratch directory;
    std::string log;
    REQUIRE(generate(options_in(directory), log));

    const auto text = files_in(directory / "out").at("errors.hpp");
    CHECK(has(text, "namespace some::errors {"));
    CHECK(has(text, " FLOOD_WAIT{{{{\"FLOOD_WAIT\", 420}}}};"));
    CHECK(has(text, " FILE_PART_MISSING{{{{\"FILE_PART_MISSING\", 400}}}};"));
    CHECK(has(text, " _2FA_CONFIRM_WAIT{{{{\"2FA_CONFIRM_WAIT\", 420}}}};"));
    CHECK(has(text, " Timeout{{{{\"Timeout\", -503}}}};"));
    CHECK(has(text, " IMPORT_WAIT_MIN{{{{\"IMPORT_WAIT_MIN\", 406}}}};"));
    CHECK_FALSE(has(text, "FILE_PART_0_MISSING{"));
}

TEST_CASE("a generated method has constants that say who may call it and which errors it returns") {
    const scratch directory;
    std::string log;
    REQUIRE(generate(options_in(directory), log));
    const auto files = files_in(directory / "out");

    CHECK(
        has(files.at("methods/users.hpp"),
            "    static constexpr ::awaitgram::tl::callers tl_callers = "
            "::awaitgram::tl::callers::bots;\n"
            "    static constexpr const char* tl_errors = "
            "\"FLOOD_WAIT,ID_INVALID,FILE_PART_MISSING\";\n")
    );
    CHECK(
        has(files.at("methods/root.hpp"),
            "::awaitgram::tl::callers::users_and_bots;\n"
            "    static constexpr const char* tl_errors = \"\";\n")
    );
}

TEST_CASE("a method without facts has no constants of them") {
    const scratch directory;
    auto options = options_in(directory);
    directory.file("errors.tsv", "error\t400\tID_INVALID\n");
    std::string log;
    REQUIRE(generate(options, log));

    CHECK_FALSE(has(files_in(options.out).at("methods/users.hpp"), "tl_callers"));
    CHECK_FALSE(has(files_in(options.out).at("methods/users.hpp"), "tl_errors"));
}

TEST_CASE("each error has a type, which says whether any method may return it") {
    const scratch directory;
    std::string log;
    REQUIRE(generate(options_in(directory), log));

    const auto text = files_in(directory / "out").at("errors.hpp");
    CHECK(has(text, "namespace some::errors::types {"));
    CHECK(
        has(text,
            "struct ID_INVALID : ::awaitgram::known_error { static constexpr const char* tl_name = "
            "\"ID_INVALID\"; };")
    );
    CHECK(has(text, "inline constexpr types::ID_INVALID ID_INVALID{{{\"ID_INVALID\", 400}}};"));
    for (const std::string name : {"FLOOD_WAIT", "FILE_PART_MISSING", "Timeout", "NEVER"}) {
        CAPTURE(name);
        CHECK(has(text, "struct " + name + " : ::awaitgram::common_error {"));
    }
}

TEST_CASE("a second run changes no byte and touches no file") {
    const scratch directory;
    const auto options = options_in(directory);
    std::string log;
    REQUIRE(generate(options, log));
    const auto first = files_in(options.out);
    const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours{1};
    for (const auto& [name, text] : first)
        std::filesystem::last_write_time(options.out + '/' + name, old);

    REQUIRE(generate(options, log));

    CHECK(files_in(options.out) == first);
    for (const auto& [name, text] : first)
        CHECK(std::filesystem::last_write_time(options.out + '/' + name) == old);
}

TEST_CASE("types.hpp changes with every header of methods, and headers of namespaces that are gone "
          "are removed") {
    const scratch directory;
    const auto options = options_in(directory);
    std::string log;
    REQUIRE(generate(options, log));
    const auto before = files_in(options.out);

    directory.file(
        "schema.tl",
        std::string{schema}.replace(std::string_view{schema}.find("users.get"), 9, "use.gets")
    );
    REQUIRE(generate(options, log));

    const auto after = files_in(options.out);
    CHECK(after.contains("methods/use.hpp"));
    CHECK_FALSE(after.contains("methods/users.hpp"));
    CHECK(after.at("types.hpp") != before.at("types.hpp"));
}

TEST_CASE("nothing is written for a broken schema, and the message names the file") {
    const scratch directory;
    auto options = options_in(directory);
    directory.file("schema.tl", "a x:B = A;\n");
    std::string log;

    CHECK_FALSE(generate(options, log));

    CHECK(
        log == options.schema +
                   ":1:5: unknown type 'B', expected a type that a constructor of this schema has\n"
    );
    CHECK_FALSE(std::filesystem::exists(options.out));
    options.schema = directory / "missing.tl";
    CHECK_THROWS_WITH(
        generate(options, log), (options.schema + ": cannot be read, expected a file").c_str()
    );
}

TEST_CASE("a wrong id fails only a strict run") {
    const scratch directory;
    auto options = options_in(directory);
    directory.file("schema.tl", "a#1 = A;\n");
    std::string log;

    CHECK(generate(options, log));
    CHECK(has(log, ":1:1: warning: 'a' has the id #00000001"));
    options.strict = true;
    CHECK_FALSE(generate(options, log));
}

TEST_CASE("an error in the file of errors is reported with its position") {
    std::vector<problem> problems;

    read_errors(
        "error\t4x0\tFOO\nerror\t400\nmethod\tfoo\tdogs\nwhat\n\nerror\t400\tBAR\n"
        "error\t400\tWAIT_%dTURNS\n",
        problems
    );

    REQUIRE(problems.size() == 5);
    const auto line = [&](std::size_t i) { return describe({"f", {}}, problems[i]); };
    CHECK(line(0) == "f:1:7: bad code '4x0', expected a number");
    CHECK(line(1) == "f:2:1: a line of 2 fields, expected 'error', a code and a name between tabs");
    CHECK(line(2) == "f:3:12: unknown callers 'dogs', expected 'users', 'bots' or 'users,bots'");
    CHECK(
        line(3) == "f:4:1: unknown word 'what', expected 'error', 'method' or a comment after '#'"
    );
    CHECK(
        line(4) ==
        "f:7:11: the number in 'WAIT_%dTURNS' is not seen in errors that arrive, expected "
        "%d as a whole word"
    );
}
