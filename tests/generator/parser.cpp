// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "../../generator/builtins.hpp"
#include "../../generator/spelling.hpp"
#include "support.hpp"

using namespace generator;

namespace {

declaration only(std::string_view text) {
    std::vector<problem> problems;
    auto schema = parse(text, problems);
    REQUIRE(problems.empty());
    REQUIRE(schema.declarations.size() == 1);
    return std::move(schema.declarations.front());
}

} // namespace

TEST_CASE("a declaration has a name, an id, fields and a type") {
    const auto user = only("ns.user#1a2b id:int name:flags.3?string = ns.User;");

    CHECK(user.name == "ns.user");
    CHECK(user.given_id == 0x1a2b);
    REQUIRE(user.fields.size() == 2);
    CHECK(user.fields[0].name == "id");
    CHECK_FALSE(user.fields[0].only_if);
    CHECK(user.fields[1].only_if->variable == "flags");
    CHECK(user.fields[1].only_if->bit == 3u);
    CHECK(user.result.name == "ns.User");
    CHECK_FALSE(user.is_function);
    CHECK(user.text == "ns.user id:int name:flags.3?string = ns.User");
}

TEST_CASE("comments of both kinds and white space are allowed anywhere") {
    const auto parsed =
        only("// before\na /* in\nside */ x:int // behind\r\n\ty:int\n= A ; /**/ // end");

    CHECK(parsed.text == "a x:int y:int = A");
    CHECK_FALSE(parsed.given_id);
}

TEST_CASE("section marks separate functions from constructors") {
    std::vector<problem> problems;
    const auto schema = parse("a = A; ---functions--- b = A; ---types--- c = A;", problems);

    REQUIRE(schema.declarations.size() == 3);
    CHECK_FALSE(schema.declarations[0].is_function);
    CHECK(schema.declarations[1].is_function);
    CHECK_FALSE(schema.declarations[2].is_function);
}

TEST_CASE("the layer is read from the comment that states it, not from other comments") {
    std::vector<problem> problems;

    CHECK(parse("// LAYER 227\na = A;", problems).layer == 227);
    CHECK(parse("// LAYER \n// LAYER x\n// LAYER 1 or 2\na = A;", problems).layer == 0);
    CHECK(parse("", problems).layer == 0);
    CHECK(problems.empty());
}

TEST_CASE("the whole grammar is read") {
    const auto fields = [](const char* text) {
        std::string all;
        for (const auto& field : only(std::string{"a "} + text + " = A;").fields)
            all += field.name + ':' + spelled(field.type) + ' ';
        return all;
    };

    CHECK(fields("x:Vector<int>") == "x:Vector<int> ");
    CHECK(fields("x:(Vector int)") == "x:Vector<int> ");
    CHECK(fields("x:Map<int,Vector<Map<A,B>>>") == "x:Map<int,Vector<Map<A,B>>> ");
    CHECK(fields("x:%Message y:!X z:%(Vector T)") == "x:%Message y:!X z:%Vector<T> ");
    CHECK(fields("(x y:int)") == "x:int y:int ");
    CHECK(fields("Vector int") == ":Vector :int ");
    CHECK(fields("(Vector int)") == ":Vector<int> ");
    CHECK(fields("n:# n*[ x:int ]") == "n:# :[n,int] ");
    CHECK(fields("4*[ int ]") == ":[4,int] ");
    CHECK(fields("# [ t ]") == ":# :[t] ");
    CHECK(fields("_:int") == ":int ");
    CHECK(fields("x:n?int y:n.31?int") == "x:int y:int ");
}

TEST_CASE("implicit arguments come before the fields, and several may share a type") {
    const auto parsed = only("f {X Y:Type} {n:#} query:!X = X;");

    REQUIRE(parsed.implicit.size() == 3);
    CHECK(parsed.implicit[1].name == "Y");
    CHECK(parsed.implicit[1].type.name == "Type");
    CHECK(parsed.implicit[2].type.what == type_expression::kind::nat);
    CHECK(parsed.fields.front().type.function);
}

TEST_CASE("a built-in declaration may be repeated unchanged") {
    for (const auto* text :
         {"int ? = Int;",
          "int#a8509bda ? = Int;",
          "vector#1cb5c415 {t:Type} # [ t ] = Vector t;",
          "int128 4*[int] = Int128;",
          "boolTrue#997275b5 = Bool;",
          "true = True;"})
        CHECK(is_builtin(only(text)));
    CHECK_FALSE(is_builtin(only("vectors = Vectors;")));
    CHECK_THROWS_AS(is_builtin(only("boolTrue x:int = Bool;")), schema_error);
    CHECK_THROWS_AS(is_builtin(only("boolTrue#12345678 = Bool;")), schema_error);
}

TEST_CASE("the id of a declaration without one is the CRC-32 of the text") {
    const auto parsed = generator_tests::model_of("error code:int text:string = Error;");

    CHECK(parsed.constructors.front().id == 0xc4b9f9bb);
    CHECK(parsed.constructors.front().tl_line == "error#c4b9f9bb code:int text:string = Error");
}

TEST_CASE("constructors come after those they hold, in whatever order the schema declares them") {
    const auto parsed = generator_tests::model_of("a x:B = A; b x:C y:Vector<A> = B; c = C;");

    REQUIRE(parsed.constructors.size() == 3);
    CHECK(parsed.constructors[0].tl_name == "c");
    CHECK(parsed.constructors[1].tl_name == "b");
    CHECK(parsed.constructors[2].tl_name == "a");
}

TEST_CASE("the bits of a struct are in wire order") {
    const auto parsed =
        generator_tests::model_of("a x:int m:# b:m.0?true c:m.31?int n:# d:n.0?int e:int = A;");

    CHECK(parsed.constructors.front().bits == ".#0O#P.");
    CHECK(parsed.constructors.front().members.size() == 5);
}
