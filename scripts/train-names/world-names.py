"""Writes the first and last names of Faker's locales that the npm package lacks, as JSON: world-names.py FOLDER_OF_THE_WHEEL > names-world.json."""
import importlib
import json
import sys

LOCALES = "en_KE en_NG en_PK en_IN en_NZ fr_DZ ha_NG ig_NG sw tw_GH yo_NG zu_ZA et_EE lt_LT lv_LV sl_SI is_IS ga_IE es_AR es_CL es_CO tr_TR vi_VN".split()
FIRST = ("first_names", "first_names_male", "first_names_female", "first_names_unisex", "first_names_nonbinary")
LAST = ("last_names", "last_names_male", "last_names_female")


def names_of(provider: type, attributes: tuple[str, ...]) -> list[str]:
    """The names that the provider itself lists, not those of the class it extends."""
    lists = [vars(provider).get(attribute) for attribute in attributes]
    return sorted({name for names in lists if isinstance(names, (tuple, list, dict)) for name in names})


def main() -> None:
    sys.path.insert(0, sys.argv[1])
    providers = [importlib.import_module(f"faker.providers.person.{locale}").Provider for locale in LOCALES]
    first = sorted({name for provider in providers for name in names_of(provider, FIRST)})
    last = sorted({name for provider in providers for name in names_of(provider, LAST)})
    json.dump({"first": first, "last": last}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
