"""Scope: the sites, plants and products that a name in a target or a contract stands for.

A site goes before a country, bloc or operator of the same name; a product before a group.
"""

from collections.abc import Iterable

from planner.instance.checks.tables import Tables
from planner.instance.schema.frame import Country
from planner.instance.schema.plants import Plant, Site, Technology
from planner.instance.schema.products import Product
from planner.instance.schema.rules import Target


def sites_of(tables: Tables, place: str | None) -> set[str]:
    """The sites of a site, country or bloc; every site, where none is named."""
    sites = tables.all(Site)
    if place is None:
        return {site.site for site in sites}
    if any(site.site == place for site in sites):
        return {place}
    countries = {row.country for row in tables.all(Country) if place in (row.country, *row.bloc)}
    return {site.site for site in sites if site.country in countries}


def sites_in_scope(tables: Tables, target: Target) -> set[str]:
    """Where a target holds."""
    if target.site is None and target.area is None:
        return sites_of(tables, None)
    inside = sites_of(tables, target.area)
    return inside if target.site is None else inside & {target.site}


def sites_of_party(tables: Tables, party: str) -> set[str]:
    """The sites of a site or operator."""
    sites = tables.all(Site)
    if any(site.site == party for site in sites):
        return {party}
    return {site.site for site in sites if site.operator == party}


def products_of(tables: Tables, name: str | None) -> set[str]:
    """The products of a product or group; every one, where none is named."""
    products = tables.all(Product)
    if any(product.product == name for product in products):
        return {name or ""}
    return {product.product for product in products if name in (None, product.group)}


def plants_of(tables: Tables, technology: str | None, sites: Iterable[str]) -> list[Plant]:
    """The plants of a technology, or stage, at some sites, but the excluded ones."""
    inside = set(sites)
    named = {
        row.technology
        for row in tables.all(Technology)
        if technology in (None, row.technology, row.stage)
    }
    return [
        plant
        for plant in tables.all(Plant)
        if plant.status != "excluded" and plant.site in inside and plant.technology in named
    ]
