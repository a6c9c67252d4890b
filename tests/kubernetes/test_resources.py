"""The table of resources, on a small shop that serves fruit and tools the way the API server serves its groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from archviz.golang.graph import Graph
from archviz.kubernetes.resources import resources
from archviz.model.errors import SymbolError
from archviz.model.symbols import Symbol
from archviz.sources.opening import open_source

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.kubernetes.resources import Resource

OPTIONS = {
    "provider": "shop.Provider",
    "method": "NewStorage",
    "group": "GroupName",
    "storages": "shop.GroupInfo.Storages",
    "storage": "shop.Storage",
    "legacy": "core.Legacy.NewLegacyStorage",
}

SHOP = """package shop

type Storage interface{ New() int }

type GroupInfo struct {
	Name     string
	Storages map[string]map[string]Storage
}

type Provider interface {
	GroupName() string
	NewStorage(enabled bool) (GroupInfo, error)
}
"""

FRUIT_STORE = """package store

type REST struct{}

func (r *REST) New() int { return 1 }

type StatusREST struct{}

func (r *StatusREST) New() int { return 2 }

type Both struct {
	Fruit  *REST
	Status *StatusREST
}

func NewREST() (*REST, *StatusREST, error) { return &REST{}, &StatusREST{}, nil }

func NewBoth() (Both, error) { return Both{}, nil }
"""

FRUIT = """package fruit

import (
	"example.com/shop"
	"example.com/shop/fruit/store"
)

const GroupName = "fruit.example.com"

var Stable = Version{Name: "v1"}

type Version struct{ Name string }

type Provider struct{}

func (p Provider) GroupName() string { return GroupName }

func (p Provider) NewStorage(enabled bool) (shop.GroupInfo, error) {
	info := shop.GroupInfo{Name: GroupName, Storages: map[string]map[string]shop.Storage{}}
	if enabled {
		if storage, err := p.betaStorage(); err != nil {
			return shop.GroupInfo{}, err
		} else {
			info.Storages["v2beta1"] = storage
		}
	}
	info.Storages[Stable.Name] = p.stableStorage()
	return info, nil
}

func (p Provider) stableStorage() map[string]shop.Storage {
	both, _ := store.NewBoth()
	storage := map[string]shop.Storage{
		"apples":        both.Fruit,
		"apples/status": both.Status,
	}
	return storage
}

func (p Provider) betaStorage() (map[string]shop.Storage, error) {
	labels := map[string]string{}
	labels["colour"] = "red"
	storage := map[string]shop.Storage{}
	rest, status, err := store.NewREST()
	if err != nil {
		return storage, err
	}
	storage["apples"] = rest
	storage["apples/status"] = status
	return storage, nil
}
"""

CORE = """package core

import (
	"example.com/shop"
	"example.com/shop/fruit/store"
)

type Legacy struct{ Extra bool }

type Kept struct{}

func (c Legacy) NewLegacyStorage() (Kept, shop.GroupInfo, error) {
	info := shop.GroupInfo{Storages: map[string]map[string]shop.Storage{}}
	rest, status, err := store.NewREST()
	if err != nil {
		return Kept{}, shop.GroupInfo{}, err
	}
	all := map[string]shop.Storage{
		"shopKeepers": rest,
	}
	if c.Extra {
		all["shopKeepers/status"] = status
	}
	info.Storages["v1"] = all
	return Kept{}, info, nil
}
"""

FILES = {
    "go.mod": "module example.com/shop\n",
    "shop.go": SHOP,
    "fruit/store/store.go": FRUIT_STORE,
    "fruit/fruit.go": FRUIT,
    "core/core.go": CORE,
}

STORE = "example.com/shop/fruit/store"


def symbol(text: str) -> Symbol:
    alias, *names = text.split(".")
    return Symbol({"shop": "example.com/shop", "core": "example.com/shop/core"}[alias], *names)


def table(folder: Path, files: dict[str, str], options: dict[str, str] = OPTIONS) -> tuple[Resource, ...]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return resources(Graph(open_source(str(folder))), options, symbol)


def test_every_storage_of_every_version_is_a_row(tmp_path: Path) -> None:
    found = table(tmp_path, FILES)
    assert [(r.group, r.version, r.name, str(r.storage)) for r in found] == [
        ("", "v1", "shopkeepers", f"{STORE}.REST"),
        ("", "v1", "shopkeepers/status", f"{STORE}.StatusREST"),
        ("fruit.example.com", "v1", "apples", f"{STORE}.REST"),
        ("fruit.example.com", "v1", "apples/status", f"{STORE}.StatusREST"),
        ("fruit.example.com", "v2beta1", "apples", f"{STORE}.REST"),
        ("fruit.example.com", "v2beta1", "apples/status", f"{STORE}.StatusREST"),
    ]


def test_a_row_leads_to_the_line_that_puts_the_storage_into_the_map(tmp_path: Path) -> None:
    for row in table(tmp_path, FILES):
        line = FILES[row.evidence.file].splitlines()[row.evidence.line - 1]
        assert f'"{row.name}"' in line.lower()


def test_a_row_names_the_type_that_provides_it(tmp_path: Path) -> None:
    providers = {row.group: row.provider for row in table(tmp_path, FILES)}
    assert providers == {
        "": Symbol("example.com/shop/core", "Legacy"),
        "fruit.example.com": Symbol("example.com/shop/fruit", "Provider"),
    }


def test_a_group_without_a_name_may_have_a_provider_like_any_other(tmp_path: Path) -> None:
    core = CORE.replace("NewLegacyStorage() (Kept, shop.GroupInfo, error)", "NewStorage(bool) (shop.GroupInfo, error)")
    core = core.replace("return Kept{}, ", "return ") + '\nfunc (c Legacy) GroupName() string { return "" }\n'
    options = {key: value for key, value in OPTIONS.items() if key != "legacy"}
    with_provider = table(tmp_path, FILES | {"core/core.go": core}, options)
    assert [(r.group, r.version, r.name, r.provider.name) for r in with_provider if not r.group] == [
        ("", "v1", "shopkeepers", "Legacy"),
        ("", "v1", "shopkeepers/status", "Legacy"),
    ]


BUILDS_ON = """
type Farm struct{ Provider }

func (f Farm) NewStorage(enabled bool) (shop.GroupInfo, error) {
	info, err := f.Provider.NewStorage(enabled)
	if err != nil {
		return shop.GroupInfo{}, err
	}
	storage := info.Storages["v1"]
	if resource := "apples"; enabled {
		storage[resource+"/status"] = &Counter{}
		storage[resource+"/price"] = &Counter{}
	}
	info.Storages["v1"] = storage
	return info, nil
}

type Shed struct{ Provider }

type Counter struct{}

func (c *Counter) New() int { return 3 }
"""


def test_a_provider_that_builds_on_another_takes_its_place(tmp_path: Path) -> None:
    found = table(tmp_path, FILES | {"fruit/fruit.go": FRUIT + BUILDS_ON})
    assert [(r.version, r.name, r.storage.name, r.provider.name) for r in found if r.group] == [
        ("v1", "apples", "REST", "Provider"),
        ("v1", "apples/price", "Counter", "Farm"),
        ("v1", "apples/status", "Counter", "Farm"),
        ("v2beta1", "apples", "REST", "Provider"),
        ("v2beta1", "apples/status", "StatusREST", "Provider"),
    ]


def test_a_provider_may_make_the_map_that_the_other_left_out(tmp_path: Path) -> None:
    missing = "\tif storage == nil {\n\t\tstorage = map[string]shop.Storage{}\n\t}\n\tif resource :="
    careful = BUILDS_ON.replace("\tif resource :=", missing)
    plain = table(tmp_path / "plain", FILES | {"fruit/fruit.go": FRUIT + BUILDS_ON})
    found = table(tmp_path / "careful", FILES | {"fruit/fruit.go": FRUIT + careful})
    assert [row[:-1] for row in map(_cells, found)] == [row[:-1] for row in map(_cells, plain)]
    other = careful.replace('storage := info.Storages["v1"]', 'storage := f.Provider.kept["v1"]')
    kept = FRUIT.replace("type Provider struct{}", "type Provider struct{ kept map[string]map[string]shop.Storage }")
    with pytest.raises(SymbolError, match="which storages storage holds cannot be followed"):
        table(tmp_path / "other", FILES | {"fruit/fruit.go": kept + other})


def _cells(row: Resource) -> tuple[str, ...]:
    return row.group, row.version, row.name, str(row.storage), str(row.provider), str(row.evidence)


def test_a_map_that_is_one_of_two_results_has_the_rows_of_both(tmp_path: Path) -> None:
    either = """stable := p.stableStorage()
	if enabled {
		stable = p.tools()
	}
	info.Storages[Stable.Name] = stable"""
    tools = """
func (p Provider) tools() map[string]shop.Storage {
	return map[string]shop.Storage{"tools": &store.REST{}}
}
"""
    fruit = FRUIT.replace("info.Storages[Stable.Name] = p.stableStorage()", either) + tools
    found = table(tmp_path, FILES | {"fruit/fruit.go": fruit})
    assert {row.name for row in found if row.group and row.version == "v1"} == {"apples", "apples/status", "tools"}


def test_a_version_whose_map_is_made_empty_has_no_rows(tmp_path: Path) -> None:
    fruit = FRUIT.replace("\tboth, _ := store.NewBoth()\n", "")
    head, _, rest = fruit.partition("\tstorage := map[string]shop.Storage{\n")
    fruit = head + "\tstorage := map[string]shop.Storage{}\n" + rest[rest.index("\treturn storage\n") :]
    found = table(tmp_path, FILES | {"fruit/fruit.go": fruit})
    assert {row.version for row in found if row.group} == {"v2beta1"}


def test_stable_versions_come_before_newer_ones_that_are_not(tmp_path: Path) -> None:
    fruit = FRUIT
    for version in ("v1alpha1", "v10", "v1beta2", "v2", "experimental", "v1beta1"):
        fruit = fruit.replace(
            "\treturn info, nil", f'\tinfo.Storages["{version}"] = p.stableStorage()\n\treturn info, nil'
        )
    found = table(tmp_path, FILES | {"fruit/fruit.go": fruit})
    versions = list(dict.fromkeys(row.version for row in found if row.group))
    assert versions == ["v10", "v2", "v1", "v2beta1", "v1beta2", "v1beta1", "v1alpha1", "experimental"]


def test_versions_that_share_one_map_have_the_same_rows(tmp_path: Path) -> None:
    core = CORE.replace('info.Storages["v1"] = all', 'info.Storages["v1"] = all\n\tinfo.Storages["v2"] = all')
    found = table(tmp_path, FILES | {"core/core.go": core})
    names = [(row.version, row.name) for row in found if not row.group]
    assert names == [(v, n) for v in ("v2", "v1") for n in ("shopkeepers", "shopkeepers/status")]


class Loss(NamedTuple):
    """A change to a file after which a row would be lost, what is said of it, and of which line."""

    file: str
    changes: dict[str, str]
    message: str
    line: str


LOSSES = {
    "a resource's name is computed": Loss(
        "fruit/fruit.go",
        {'storage["apples"] = rest': "storage[p.GroupName()] = rest"},
        "a storage is put under p.GroupName(), which is no constant",
        "storage[p.GroupName()] = rest",
    ),
    "a version is computed": Loss(
        "fruit/fruit.go",
        {'info.Storages["v2beta1"] = storage': "info.Storages[p.GroupName()] = storage"},
        "Provider.NewStorage puts a version under p.GroupName(), which is no constant",
        "info.Storages[p.GroupName()] = storage",
    ),
    "a storage is known by its interface only": Loss(
        "fruit/fruit.go",
        {'storage["apples/status"] = status': 'storage["apples/status"] = shop.Storage(status)'},
        "the type of the storage shop.Storage(status) is not known",
        'storage["apples/status"] = shop.Storage(status)',
    ),
    "the map of a version stays empty": Loss(
        "fruit/fruit.go",
        {'storage["apples"] = rest': "_ = rest", 'storage["apples/status"] = status': "_ = status"},
        "Provider.betaStorage puts no Storage into a map",
        'info.Storages["v2beta1"] = storage',
    ),
    "a map is filled by another function": Loss(
        "fruit/fruit.go",
        {
            'storage["apples/status"] = status': "add(storage, status)",
            "type Provider struct{}": """type Provider struct{}

func add(to map[string]shop.Storage, status *store.StatusREST) { to["apples/status"] = status }
""",
        },
        "what add does to the storages of Provider.betaStorage cannot be followed",
        "add(storage, status)",
    ),
    "a provider provides nothing": Loss(
        "fruit/fruit.go",
        {'info.Storages["v2beta1"] = storage': "_ = storage", "info.Storages[Stable.Name] = ": "_ = "},
        "Provider.NewStorage puts nothing into GroupInfo.Storages",
        "type Provider struct{}",
    ),
    "a version is added elsewhere": Loss(
        "fruit/fruit.go",
        {
            "info.Storages[Stable.Name] = p.stableStorage()": "p.stable(&info)",
            "type Provider struct{}": """type Provider struct{}

func (p Provider) stable(info *shop.GroupInfo) {
	info.Storages["v3"] = p.stableStorage()
}
""",
        },
        "Provider.NewStorage leaves versions to Provider.stable",
        'info.Storages["v3"] = p.stableStorage()',
    ),
    "a map is a literal or another's result": Loss(
        "fruit/fruit.go",
        {
            "info.Storages[Stable.Name] = p.stableStorage()": """stable := map[string]shop.Storage{}
	if enabled {
		stable = p.stableStorage()
	}
	info.Storages[Stable.Name] = stable"""
        },
        "which storages stable holds cannot be followed",
        "info.Storages[Stable.Name] = stable",
    ),
    "a map is given another value in a loop": Loss(
        "fruit/fruit.go",
        {
            "info.Storages[Stable.Name] = p.stableStorage()": """stable := p.stableStorage()
	for enabled {
		stable, _ = p.betaStorage()
	}
	info.Storages[Stable.Name] = stable"""
        },
        "which storages stable holds cannot be followed",
        "info.Storages[Stable.Name] = stable",
    ),
    "a storage's type is a guess": Loss(
        "fruit/fruit.go",
        {
            "rest, status, err := store.NewREST()": """rest, err := grower.Grow()
	_, status, _ := store.NewREST()""",
            "type Version struct{ Name string }": """type Version struct{ Name string }

type Garden struct{}

func (Garden) Grow() (*store.REST, error) { return nil, nil }

var grower struct {
	absent.Field
	Inner
}

type Inner struct{ Garden }""",
            '	"example.com/shop/fruit/store"\n': '	"example.com/absent"\n	"example.com/shop/fruit/store"\n',
        },
        'what Provider.betaStorage puts under "apples" is not certain',
        'storage["apples"] = rest',
    ),
    "the version map has another name": Loss(
        "fruit/fruit.go",
        {
            "	return info, nil": """	versions := info.Storages
	versions["v3"] = p.stableStorage()
	return info, nil"""
        },
        "what Provider.NewStorage puts into versions cannot be followed",
        'versions["v3"] = p.stableStorage()',
    ),
    "a map was handed over": Loss(
        "fruit/fruit.go",
        {
            "info.Storages[Stable.Name] = p.stableStorage()": "info.Storages[Stable.Name] = kept",
            "type Version struct{ Name string }": """type Version struct{ Name string }

var kept = map[string]shop.Storage{}""",
        },
        "which storages kept holds cannot be followed",
        "info.Storages[Stable.Name] = kept",
    ),
    "a group's name is computed": Loss(
        "fruit/fruit.go",
        {"{ return GroupName }": "{ return p.name() }\n\nfunc (p Provider) name() string { return GroupName }"},
        "Provider.GroupName returns no constant",
        "type Provider struct{}",
    ),
    "one function builds two maps": Loss(
        "core/core.go",
        {
            'info.Storages["v1"] = all': """more := map[string]shop.Storage{}
	more["bags"] = rest
	info.Storages["v1"] = all
	info.Storages["v2"] = more""",
        },
        "which storages Legacy.NewLegacyStorage puts into which of all, more cannot be followed",
        '"shopKeepers": rest,',
    ),
    "a map gets more after it was built": Loss(
        "fruit/fruit.go",
        {
            'info.Storages["v2beta1"] = storage': """storage["pears"] = &store.REST{}
			info.Storages["v2beta1"] = storage""",
        },
        "which storages Provider.NewStorage puts into which of p.stableStorage(), storage cannot be followed",
        'storage["pears"] = &store.REST{}',
    ),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
def test_nothing_is_left_out_of_the_table_in_silence(tmp_path: Path, loss: Loss) -> None:
    text = FILES[loss.file]
    for before, after in loss.changes.items():
        assert text.count(before) == 1
        text = text.replace(before, after)
    with pytest.raises(SymbolError) as caught:
        table(tmp_path, FILES | {loss.file: text})
    assert caught.value.message == loss.message
    assert caught.value.file == loss.file
    assert caught.value.line is not None
    assert text.splitlines()[caught.value.line - 1].strip() == loss.line


def test_an_interface_that_nothing_implements_makes_no_table(tmp_path: Path) -> None:
    with pytest.raises(SymbolError, match=r"no type implements example\.com/shop\.Provider"):
        table(tmp_path, FILES | {"fruit/fruit.go": "package fruit\n"})


def test_a_legacy_function_that_is_gone_makes_no_table(tmp_path: Path) -> None:
    core = CORE.replace("NewLegacyStorage", "NewStorage")
    with pytest.raises(SymbolError, match=r"core\.Legacy\.NewLegacyStorage is not declared"):
        table(tmp_path, FILES | {"core/core.go": core})


def test_an_option_that_is_missing_or_unknown_is_named(tmp_path: Path) -> None:
    with pytest.raises(SymbolError, match="the table of API resources needs `storages`"):
        table(tmp_path, FILES, {key: value for key, value in OPTIONS.items() if key != "storages"})
    with pytest.raises(SymbolError, match="the table of API resources has no `colour`"):
        table(tmp_path, FILES, OPTIONS | {"colour": "red"})
