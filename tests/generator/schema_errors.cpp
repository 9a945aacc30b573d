// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "support.hpp"

using generator_tests::problems_of;

TEST_CASE("an error in the text says where it is, what it is and what was expected") {
    CHECK(
        problems_of("a x:int = A") ==
        "1:12: unexpected the end of the file, expected ';' at the end of the declaration\n"
    );
    CHECK(
        problems_of("a = A;\n  b x:int y = ;") ==
        "2:15: unexpected ';', expected the type of the result\n"
    );
    CHECK(problems_of("a x: = A;") == "1:6: unexpected '=', expected a type\n");
    CHECK(
        problems_of("= A;") ==
        "1:1: unexpected '=', expected the name of a constructor or a function\n"
    );
    CHECK(
        problems_of("a $ = A;") ==
        "1:3: unexpected character '$', expected a declaration, a comment or a section mark\n"
    );
    CHECK(
        problems_of("a\n\xc3\xa4 = A;") == "2:1: unexpected character '\xc3\xa4', expected a "
                                           "declaration, a comment or a section mark\n"
    );
    CHECK(
        problems_of(std::string_view{"a \0 = A;", 8}) ==
        "1:3: unexpected character '\\x00', expected a declaration, a comment or a section mark\n"
    );
    CHECK(problems_of("a = A; /* b") == "1:8: the comment never ends, expected '*/'\n");
    CHECK(
        problems_of("---funktions---") ==
        "1:1: unknown section mark, expected '---functions---' or '---types---'\n"
    );
    CHECK(
        problems_of("a#123456789 = A;") ==
        "1:3: bad id '#123456789', expected 1 to 8 hexadecimal digits in lower case\n"
    );
    CHECK(
        problems_of("a# = A;") ==
        "1:3: bad id '#', expected 1 to 8 hexadecimal digits in lower case\n"
    );
    CHECK(
        problems_of("a x:Vector<int = A;") ==
        "1:16: unexpected '=', expected '>' after the arguments of the type\n"
    );
    CHECK(
        problems_of("f {X:Type query:!X = X;") ==
        "1:16: unexpected ':', expected '}' after the implicit argument\n"
    );
    CHECK(
        problems_of("a flags:# x:flags.32?int = A;") == "1:19: no such bit: 32, expected 0 to 31\n"
    );
    CHECK(
        problems_of("--- functions -") ==
        "1:1: unknown section mark, expected '---functions---' or '---types---'\n"
    );
    CHECK(
        problems_of("a n:# x:n*[ ] = A;") ==
        "1:9: the repetition is empty, expected fields between '[' and ']'\n"
    );
}

TEST_CASE("columns count characters, not bytes") {
    CHECK(
        problems_of("/* \xc3\xa4\xc3\xb6\xc3\xbc */ a = ;") ==
        "1:15: unexpected ';', expected the type of the result\n"
    );
}

TEST_CASE("every broken declaration is reported, not only the first") {
    CHECK(
        problems_of("a x: = A;\nb = B;\nc y: = C;") ==
        "1:6: unexpected '=', expected a type\n3:6: unexpected '=', expected a type\n"
    );
}

TEST_CASE("unknown and repeated names are errors") {
    CHECK(
        problems_of("a x:Foo = A;") ==
        "1:5: unknown type 'Foo', expected a type that a constructor of this schema has\n"
    );
    CHECK(
        problems_of("a x:foo = A;") ==
        "1:5: unknown type 'foo', expected a constructor of this schema or a built-in type\n"
    );
    CHECK(
        problems_of("a = A;\na = B;") ==
        "2:1: 'a' is declared again, expected one declaration; the first is in line 1\n"
    );
    CHECK(
        problems_of("a x:int x:int = A;") ==
        "1:9: the field 'x' is declared twice, expected different names\n"
    );
    CHECK(
        problems_of("a#1 = A; // hand-assigned id\nb#1 = B; // hand-assigned id") ==
        "2:1: 'b' has the id #00000001 of 'a' in line 1, expected another id\n"
    );
    CHECK(
        problems_of("a x:f.0?int = A;") ==
        "1:5: unknown flags word 'f', expected an earlier field 'f:#'\n"
    );
    CHECK(problems_of("a = Bool;") == "1:5: the type 'Bool' is built in, expected another type\n");
    CHECK(
        problems_of("A = A;") ==
        "1:1: the constructor 'A' starts like a type, expected a lower-case letter\n"
    );
    CHECK(
        problems_of("a = a;") == "1:5: 'a' cannot be a constructor's type, expected a name that "
                                 "starts with an upper-case letter\n"
    );
    CHECK(
        problems_of("boolTrue x:int = Bool;") ==
        "1:1: 'boolTrue' is built in and declared differently here, expected 'boolTrue = Bool;' or "
        "no declaration\n"
    );
}

TEST_CASE("functions that share an id are a warning, as a variant of a function may have its id") {
    CHECK(
        problems_of("---functions--- a#1 = Bool; // hand-assigned id\n"
                    "b#1 = Bool; // hand-assigned id"
        ) == "2:1: 'b' has the id #00000001 of 'a' in line 1, expected another id\n"
    );
    generator::findings problems;
    const auto parsed = generator::parse(
        "---functions--- aPrefix#1 = Bool; // hand-assigned id\n"
        "a#1 = Bool; // hand-assigned id",
        problems.errors
    );
    generator::resolve(parsed, "test", problems);
    CHECK(problems.errors.empty());
    CHECK(problems.warnings.size() == 1);
}

TEST_CASE("a construct that C++ cannot represent is reported with its position") {
    CHECK(
        problems_of("a x:A = A;") == "1:1: 'a' contains itself without end, expected a vector "
                                     "or an optional field of a boxed type in between\n"
    );
    CHECK(
        problems_of("a = T;\nb = T;\nc x:%T = C;") ==
        "3:6: '%T' is ambiguous, expected a type with one constructor; it has 2\n"
    );
    CHECK(
        problems_of("a n:# x:n*[ int ] = A;").starts_with("1:9: a repetition cannot be represented")
    );
    CHECK(problems_of("a n:# x:n?int = A;")
              .starts_with("1:9: a field that depends on a whole number cannot be represented"));
    CHECK(problems_of("a {t:Type} x:t = A;")
              .starts_with("1:4: a constructor with implicit arguments cannot be represented"));
    CHECK(problems_of("a x:int = Pair int;")
              .starts_with("1:11: a type with arguments cannot be represented"));
    CHECK(problems_of("a int = A;").starts_with("1:3: a field without a name cannot be represented")
    );
    CHECK(problems_of("a x:true = A;").starts_with("1:5: 'true' holds nothing"));
    CHECK(problems_of("a x:# y:# z:# p:x.0?int q:y.0?int r:z.0?int = A;")
              .starts_with("1:11: 'z' is one flags word too many"));
    CHECK(problems_of("a x:Object y:int = A;")
              .starts_with("1:5: a value of unknown size comes before other fields"));
    CHECK(problems_of("a x:Vector<Object> = A;")
              .starts_with("1:12: a vector of values of unknown size"));
    CHECK(problems_of("a x:Vector = A;").starts_with("1:5: 'Vector' has 0 arguments, expected one")
    );
    CHECK(problems_of("foo ? = Foo;").starts_with("1:1: 'foo' has the body '?' but is not built in")
    );
    CHECK(problems_of("---functions--- f {X:Type} x:X = X;")
              .starts_with("1:30: 'X' is the result of a function, expected '!X'"));
    CHECK(problems_of("---functions--- f {n:#} x:int = Bool;")
              .starts_with("1:20: the implicit argument 'n' cannot be represented"));
    CHECK(problems_of("---functions--- f = vector<int>;")
              .starts_with("1:21: a bare value cannot be a result"));
}

TEST_CASE("an id other than the CRC-32 of the text is a warning, unless a comment marks it as "
          "assigned by hand") {
    CHECK(problems_of("error#c4b9f9bb code:int text:string = Error;").empty());
    CHECK(
        problems_of("error#1 code:int text:string = Error;") ==
        "1:1: 'error' has the id #00000001, expected the CRC-32 of its text, #c4b9f9bb, or the "
        "comment '// hand-assigned id' after it\n"
    );
    CHECK(problems_of("error#1 code:int text:string = Error; // hand-assigned id").empty());
}

TEST_CASE("deeply nested types are refused") {
    std::string text = "a x:";
    for (int i = 0; i < 100'000; ++i)
        text += "Vector<";
    CHECK(problems_of(text).find("the type is nested too deeply") != std::string::npos);
}

TEST_CASE("a schema that is cut off or changed anywhere is read or reported, without crashing") {
    const std::string schema = "// LAYER 3\na#1 {X:Type} f:# x:f.0?Vector<%B> (y z:!X) 4*[ int ] = "
                               "A; /* c */\n---functions---\nb ? = B;\n";
    for (std::size_t size = 0; size <= schema.size(); ++size)
        problems_of(schema.substr(0, size));
    for (std::size_t at = 0; at < schema.size(); ++at)
        for (const char c : {'\0', '#', '<', '(', '{', '.', ';', '-', '/', '\xff'}) {
            auto changed = schema;
            changed[at] = c;
            problems_of(changed);
        }
}
